/** What a card shows: its series at the chosen step, and their images. */

import { placeAt } from "../../stepping";
import type { Steps } from "../../steps";
import { lately, type Target } from "./described";

/** Where the slider stands, among the steps of all series. */
export interface Position {
  readonly steps: Float64Array;
  readonly at: number;
}

export interface Selection {
  readonly series: readonly Steps[];
  readonly position: Position;
}

/** One place of the grid, and how many images its value has. */
export interface Place {
  readonly target: Target;
  readonly of: number;
}

/** The step that the slider stands at. */
export function stepAt({ steps, at }: Position): number {
  return steps[at] as number;
}

/** The images at a step, run by run; a run that was not looked at yet has as many as another. */
export function placesOf(series: readonly Steps[], position: Position): Place[] {
  const counts = series.map((one) => lately(one)?.items.length);
  const usual = Math.max(1, counts.find((count) => count !== undefined) ?? 1);
  return series.flatMap((steps, i) => {
    const place = placeAt(steps.step, stepAt(position));
    const of = Math.max(1, counts[i] ?? usual);
    return place < 0 ? [] : Array.from({ length: of }, (_, item) => ({ target: { steps, place, item }, of }));
  });
}

/** What the image would be a step further and a step back. */
export function neighbours({ steps, place, item }: Target, { steps: all, at }: Position): Target[] {
  return [at + 1, at - 1].flatMap((next) => {
    const chosen = all[next];
    if (chosen === undefined) return [];
    const other = placeAt(steps.step, chosen);
    return other === place ? [] : [{ steps, place: other, item }];
  });
}
