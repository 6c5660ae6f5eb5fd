/** The pictures on the page, one above the other, and the time that they share: that of the first. */
import { computed, signal } from "@preact/signals";
import type { Picture } from "./picture";
import type { Stretch } from "./scene/types";
import { state } from "./state";

export const pictures = signal<readonly Picture[]>([]);

/** The one that search, table, summary and details are about: that which was clicked last, or else the first. */
export const told = computed<Picture | null>(
  () => pictures.value.find((picture) => picture.isTold.value) ?? pictures.value[0] ?? null,
);

const hour = 3600e9;

/** Whether all of them are known to have been within an hour of each other, so that the clock can align them. */
export const clocksAgree = computed(() => {
  const known = pictures.value.filter((picture) => picture.loaded.value.state !== "failed");
  const origins = known.map((picture) => picture.timeline.value?.origin ?? Number.NaN);
  return origins.length > 1 && Math.max(...origins) - Math.min(...origins) <= hour;
});

/** How much later than the time that is shared a timeline's own time begins. */
export function shiftOf(picture: Picture): number {
  if (state.align.value !== "clock" || !clocksAgree.value) return 0;
  const first = pictures.value.find((one) => one.timeline.value)?.timeline.value;
  return (picture.timeline.value?.origin ?? 0) - (first?.origin ?? 0);
}

/** From where the earliest begins to where the last ends. */
export const reach = computed<Stretch>(() => {
  const known = pictures.value.flatMap((picture) => {
    const timeline = picture.timeline.value;
    return timeline ? [{ from: picture.shift.value, to: picture.shift.value + timeline.length }] : [];
  });
  if (!known.length) return { from: 0, to: 1 };
  return {
    from: Math.min(...known.map(({ from }) => from)),
    to: Math.max(...known.map(({ to }) => to)),
  };
});
