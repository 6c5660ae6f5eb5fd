/** What a card holds: the curves of its tags at the step that its slider shows. */

import { dashOf } from "../../charts/model";
import { inkOf } from "../../plot/colours";
import { type Ink, inkAt } from "../../plot/palette";
import { dark } from "../../settings";
import type { Steps } from "../../steps";
import type { Curve, Found } from "./request";
import type { Source } from "./state";

/** One tag's part. */
export interface Loaded {
  readonly series: readonly Steps[];
  readonly curves: readonly Found[];
  /** Whether the curves are those of the chosen step. */
  readonly current: boolean;
  /** One sentence, or "". */
  readonly error: string;
}

export type Held = ReadonlyMap<string, Loaded>;

export const isCurve = (found: Found): found is Curve => !("error" in found);

/** The curves of some tags, the best average precision first. */
export function ranked(held: Held, tags: readonly string[]): Curve[] {
  const score = ({ scores }: Curve) => scores.average_precision ?? Number.NEGATIVE_INFINITY;
  const curves = tags.flatMap((tag) => (held.get(tag)?.curves ?? []).filter(isCurve));
  return curves.sort((a, b) => score(b) - score(a));
}

/**
 * Colours are the runs'. On a card of several tags the dash tells which one, or, where there is one run only, the colour does:
 * dashes of one colour are soon too many.
 */
export function inksOf(tags: readonly string[], runs: number): (source: Source) => Ink {
  if (tags.length === 1) return ({ run }) => inkOf(run);
  if (runs === 1) return ({ tag }) => inkAt(tags.indexOf(tag), dark.value);
  return ({ run, tag }) => ({ ...inkOf(run), dash: dashOf(tags.indexOf(tag)) });
}
