/** The layouts that runs carry: asked for when the tab opens, and again when such a run has changed. */
import { computed, effect, signal, untracked } from "@preact/signals";
import { fetchLayouts, type LayoutsReply, ServerError } from "../../api";
import { runs } from "../../listing";
import { silence } from "../../live";

/** Null until they are known. */
export const carried = signal<LayoutsReply | null>(null);

/** Why they could not be had: one sentence, or "". */
export const carriedTrouble = signal("");

/** Changes when a run that carries a layout does; while it is written to, that is with every point. */
const stamps = computed(() =>
  [...runs.value.values()].flatMap(({ tags, stamp }) => (tags.has("custom_scalars") ? [stamp] : [])).join(),
);

const leastBetween = 3000;

/** Keeps them up to date while the tab is open; the result ends it. */
export function keepCarried(): () => void {
  let timer = 0;
  let last = Number.NEGATIVE_INFINITY;
  const ask = async () => {
    last = performance.now();
    try {
      const reply = await fetchLayouts();
      if (JSON.stringify(reply) !== JSON.stringify(carried.peek())) carried.value = reply;
      carriedTrouble.value = "";
    } catch (error) {
      carriedTrouble.value = error instanceof ServerError ? error.message : silence;
    }
  };
  const stop = effect(() => {
    stamps.value;
    clearTimeout(timer);
    timer = window.setTimeout(
      () => void untracked(ask),
      Math.max(0, last + leastBetween - performance.now()),
    );
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
