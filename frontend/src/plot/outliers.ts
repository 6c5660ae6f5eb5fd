/** Which values lie so far out that an axis made for them would flatten all others. */
import type { Range } from "../view";
import type { Curve } from "./curve";
import { eachIn } from "./scale";

/** Tukey's outer fence: so many interquartile ranges beyond the quartiles. */
const reach = 3;

/** So many values are enough to tell the quartiles. */
const sample = 20_000;

/** The range of the values that are no outliers; null where none is. On a log axis distances are ratios. */
export function fences(curves: readonly Curve[], range: Range, log: boolean): Range | null {
  const sorted = sampled(curves, range, log).sort();
  if (sorted.length < 8) return null;
  const [low, high] = [quartile(sorted, 0.25), quartile(sorted, 0.75)];
  const away = reach * (high - low);
  if (away === 0) return null;
  const kept = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as [number, number];
  let beyond = false;
  each(curves, range, log, 1, (v) => {
    if (v < low - away || v > high + away) beyond = true;
    else {
      kept[0] = Math.min(kept[0], v);
      kept[1] = Math.max(kept[1], v);
    }
  });
  if (!beyond) return null;
  return log ? [Math.exp(kept[0]), Math.exp(kept[1])] : kept;
}

function sampled(curves: readonly Curve[], range: Range, log: boolean): Float64Array {
  const rows = curves.reduce((n, curve) => n + curve.rows, 0);
  const values: number[] = [];
  each(curves, range, log, Math.max(1, Math.floor((2 * rows) / sample)), (v) => values.push(v));
  return Float64Array.from(values);
}

/** Every so manieth row's values that have a place on the axis, as logarithms if it is one of those. */
function each(
  curves: readonly Curve[],
  range: Range,
  log: boolean,
  every: number,
  take: (v: number) => void,
): void {
  let seen = 0;
  const offer = (v: number | undefined) => {
    if (v === undefined || !Number.isFinite(v) || (log && v <= 0)) return;
    take(log ? Math.log(v) : v);
  };
  for (const curve of curves) {
    eachIn(curve, range, (i) => {
      if (seen++ % every) return;
      offer(curve.min[i]);
      if (curve.buckets) offer(curve.max[i]);
    });
  }
}

function quartile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  return below + (at % 1) * ((sorted[Math.ceil(at)] as number) - below);
}

/** How many rows in view reach beyond a range; a bucket counts once. */
export function countBeyond(curves: readonly Curve[], range: Range, [low, high]: Range): number {
  let n = 0;
  for (const curve of curves) {
    eachIn(curve, range, (i) => {
      if ((curve.min[i] as number) < low || (curve.max[i] as number) > high) n++;
    });
  }
  return n;
}
