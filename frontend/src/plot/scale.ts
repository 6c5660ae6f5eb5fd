/** The ranges of a chart: what of x is in view, and the y that fits what is drawn there. */

import type { Range } from "../view";
import type { Curve } from "./curve";

/** All of x that any of these curves has; a lone x gets room on both sides. */
export function wholeX(curves: readonly Curve[]): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { extent } of curves) {
    if (!extent) continue;
    low = Math.min(low, extent[0]);
    high = Math.max(high, extent[1]);
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** The first row whose x is not below a bound. */
export function firstAt(x: ArrayLike<number>, bound: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The y range that shows every finite value in view; on a log axis only the positive ones count. */
export function fitY(curves: readonly Curve[], [from, to]: Range, log: boolean): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (v: number | undefined) => {
    if (v === undefined || !Number.isFinite(v) || (log && v <= 0)) return;
    if (v < low) low = v;
    if (v > high) high = v;
  };
  for (const curve of curves) {
    const end = Math.min(curve.rows, firstAt(curve.x, to) + 1);
    for (let i = Math.max(0, firstAt(curve.x, from) - 1); i < end; i++) {
      const x = curve.x[i] as number;
      const inside = x >= from && x <= to;
      if (!inside) continue;
      take(curve.min[i]);
      take(curve.max[i]);
      if (log && curve.thinned) {
        take(curve.first[i]);
        take(curve.last[i]);
      }
      take(curve.smoothed?.[i]);
    }
  }
  if (low > high) return beyond(curves, from, to, log);
  return log ? roomOnLog(low, high) : room(low, high);
}

/** With nothing in view the lines that cross it still have neighbours outside. */
function beyond(curves: readonly Curve[], from: number, to: number, log: boolean): Range {
  const outside = curves.some(
    (curve) => curve.rows && ((curve.x[0] as number) < from || (curve.x[curve.rows - 1] as number) > to),
  );
  if (outside && Number.isFinite(from))
    return fitY(curves, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], log);
  return log ? [0.1, 10] : [0, 1];
}

function room(low: number, high: number): Range {
  if (low === high) {
    const half = Math.abs(low) * 0.1 || 1;
    return [low - half, high + half];
  }
  const margin = (high - low) * 0.05;
  const floor = low >= 0 && low - margin < 0 ? 0 : low - margin;
  const ceiling = high <= 0 && high + margin > 0 ? 0 : high + margin;
  return [floor, ceiling];
}

function roomOnLog(low: number, high: number): Range {
  const margin = low === high ? 2 : (high / low) ** 0.05;
  return [low / margin, high * margin];
}
