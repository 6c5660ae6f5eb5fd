/** Going to a slice: choosing it, and bringing it into view. */
import { effect, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { fetchSlice, type SliceDetails, type Spot } from "./request";
import { isFolded, processKey, toggleFold, trackKey } from "./rows";
import type { SceneHandle } from "./scene/types";
import { shown, timeline } from "./shown";
import { state } from "./state";

/** The picture, while there is one. */
export const scene = signal<SceneHandle | null>(null);

/** All of the chosen slice; null while it is not known. */
export const details = signal<SliceDetails | null>(null);
export const detailsTrouble = signal("");

/** Asks for the chosen slice whenever that is another; the result ends that. */
export function keepDetails(): () => void {
  let asking = new AbortController();
  const stop = effect(() => {
    const [row, now, ready] = [state.chosen.value, shown.value, timeline.value];
    asking.abort();
    if (row === null || !now || !ready) {
      details.value = null;
      detailsTrouble.value = "";
      return;
    }
    asking = new AbortController();
    const ended = asking.signal;
    fetchSlice(now.source, row, ended).then(
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
export function choose({ row, track, line, start, duration }: Spot, view: SceneHandle | null): void {
  state.chosen.value = row;
  const found = timeline.peek()?.tracks[track];
  if (found) {
    for (const key of [processKey(found.process), trackKey(found)]) if (isFolded(key)) toggleFold(key);
  }
  const seen = state.view.peek();
  const span = seen ? seen.to - seen.from : duration / share;
  const needed = Math.max(duration, 1) / share;
  const wide = duration > span * 0.9 || duration < span / 1500 ? needed : span;
  const middle = start + duration / 2;
  const inside = seen && start >= seen.from && start + duration <= seen.to && wide === span;
  const stretch = inside ? seen : { from: middle - wide / 2, to: middle + wide / 2 };
  // Rows that were just unfolded are placed with the next picture.
  requestAnimationFrame(() => view?.show(stretch, track, line));
}

/** Goes to a slice of which only the row is known. */
export async function goTo(row: number): Promise<void> {
  const now = shown.peek();
  if (!now) return;
  try {
    choose(await fetchSlice(now.source, row, new AbortController().signal), scene.peek());
  } catch (reason) {
    detailsTrouble.value = reason instanceof ServerError ? reason.message : silence;
  }
}
