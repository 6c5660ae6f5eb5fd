/** The series of the cards that were looked at: what a slider for all of them goes through. */
import { signal } from "@preact/signals";
import { drawnRuns } from "../../drawn";
import type { Steps } from "../../steps";

const seen = signal<ReadonlyMap<string, readonly Steps[]>>(new Map());

export function see(card: string, series: readonly Steps[]): void {
  seen.value = new Map(seen.peek()).set(card, series);
}

/** Those of runs that are on. */
export function seenSeries(): Steps[] {
  const on = new Set(drawnRuns.value.map(({ name }) => name));
  return [...seen.value.values()].flat().filter(({ run }) => on.has(run));
}
