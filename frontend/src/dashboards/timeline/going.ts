/** Going to a slice: choosing it, and bringing it into view. */
import { effect, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import type { Picture } from "./picture";
import { told } from "./pictures";
import { fetchSlice, type SliceDetails, type Spot } from "./request";
import { processKey, toggleFold, trackKey } from "./rows";

/** All of the chosen slice; null while it is not known. */
export const details = signal<SliceDetails | null>(null);
export const detailsTrouble = signal("");

/** Asks for the chosen slice whenever that is another; the result ends that. */
export function keepDetails(): () => void {
  let asking = new AbortController();
  const stop = effect(() => {
    const now = told.value;
    const [row, ready] = [now?.chosen.value ?? null, now?.timeline.value];
    asking.abort();
    if (row === null || !now || !ready) {
      details.value = null;
      detailsTrouble.value = "";
      return;
    }
    asking = new AbortController();
    const ended = asking.signal;
    fetchSlice(now.wanted.source, row, ended).then(
      (found) => {
        details.value = found;
        detailsTrouble.value = "";
      },
      (reason) => {
        if (ended.aborted) return;
        details.value = null;
        detailsTrouble.value = reason instanceof ServerError ? reason.message : silence;
      },
    );
  });
  return () => {
    stop();
    asking.abort();
  };
}

/** How much of the width a slice takes that one is brought to. */
const share = 0.12;

/** Chooses a slice, and shows it with what is around it, without coming closer than is needed to see it. */
export function choose(picture: Picture, { row, track, line, start, duration }: Spot): void {
  picture.choose(row);
  const found = picture.timeline.peek()?.tracks[track];
  if (found) {
    for (const key of [processKey(found.process), trackKey(found)])
      if (picture.rows.isFolded(key)) toggleFold(key);
  }
  const seen = picture.view.peek();
  const span = seen ? seen.to - seen.from : duration / share;
  const needed = Math.max(duration, 1) / share;
  const wide = duration > span * 0.9 || duration < span / 1500 ? needed : span;
  const middle = start + duration / 2;
  const inside = seen && start >= seen.from && start + duration <= seen.to && wide === span;
  const stretch = inside ? seen : { from: middle - wide / 2, to: middle + wide / 2 };
  // Rows that were just unfolded are placed with the next picture.
  requestAnimationFrame(() => picture.scene.peek()?.show(stretch, track, line));
}

/** Goes to a slice of which only the row is known. */
export async function goTo(row: number): Promise<void> {
  const now = told.peek();
  if (!now) return;
  try {
    choose(now, await fetchSlice(now.wanted.source, row, new AbortController().signal));
  } catch (reason) {
    detailsTrouble.value = reason instanceof ServerError ? reason.message : silence;
  }
}
