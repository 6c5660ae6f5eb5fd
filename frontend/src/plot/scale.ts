/** The ranges of a chart: what of x is in view, and the y that fits what is drawn there. */

import type { Range } from "../view";
import type { Curve } from "./curve";

/** A lower and an upper bound; null leaves that end to the data. */
export type Limits = readonly [low: number | null, high: number | null];

export const everywhere: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** All of x that any of these curves has; a lone x gets room on both sides. */
export function wholeX(curves: readonly Curve[], log: boolean): Range {
  const span = new Span(log);
  for (const curve of curves) {
    if (curve.path || log) for (let i = 0; i < curve.rows; i++) span.take(curve.x[i]);
    else if (curve.extent) span.take(curve.extent[0]).take(curve.extent[1]);
  }
  const { low, high } = span;
  if (low > high) return log ? [1, 10] : [0, 1];
  if (low < high) return [low, high];
  return log ? [low / 2, high * 2] : [low - 0.5, high + 0.5];
}

/** The least and the greatest of the values that have a place on an axis. */
class Span {
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;

  constructor(private readonly log: boolean) {}

  take(v: number | undefined): this {
    if (v === undefined || !Number.isFinite(v) || (this.log && v <= 0)) return this;
    if (v < this.low) this.low = v;
    if (v > this.high) this.high = v;
    return this;
  }
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

/** Calls back for every row of a curve whose x is in a range. */
export function eachIn(curve: Curve, [from, to]: Range, take: (row: number) => void): void {
  const start = curve.path ? 0 : firstAt(curve.x, from);
  for (let i = start; i < curve.rows; i++) {
    const x = curve.x[i] as number;
    if (x >= from && x <= to) take(i);
    else if (x > to && !curve.path) return;
  }
}

/** The y range that shows every finite value in view; on a log axis only the positive ones count. */
export function fitY(curves: readonly Curve[], range: Range, log: boolean): Range {
  const span = new Span(log);
  for (const curve of curves) {
    eachIn(curve, range, (i) => {
      span.take(curve.min[i]).take(curve.max[i]).take(curve.smoothed?.[i]);
      if (log && curve.buckets) span.take(curve.first?.[i]).take(curve.last?.[i]);
      takeBand(span, curve, i);
    });
  }
  if (span.low > span.high) return beyond(curves, range, log);
  return withRoom([span.low, span.high], log);
}

/** A row that lacks a bound has no band. */
function takeBand(span: Span, { band }: Curve, i: number): void {
  const [lower, upper] = [band?.lower[i], band?.upper[i]];
  if (lower !== undefined && upper !== undefined && !Number.isNaN(lower + upper))
    span.take(lower).take(upper);
}

/** With nothing in view the lines that cross it still have neighbours outside. */
function beyond(curves: readonly Curve[], [from, to]: Range, log: boolean): Range {
  const outside = curves.some(
    (curve) => curve.rows && ((curve.x[0] as number) < from || (curve.x[curve.rows - 1] as number) > to),
  );
  if (outside && Number.isFinite(from)) return fitY(curves, everywhere, log);
  return log ? [0.1, 10] : [0, 1];
}

/** A little more than the values reach, but not beyond zero where they do not cross it. */
export function withRoom([low, high]: Range, log: boolean): Range {
  if (log) {
    const margin = low === high ? 2 : (high / low) ** 0.05;
    return [low / margin, high * margin];
  }
  if (low === high) {
    const half = Math.abs(low) * 0.1 || 1;
    return [low - half, high + half];
  }
  const margin = (high - low) * 0.05;
  const floor = low >= 0 && low - margin < 0 ? 0 : low - margin;
  const ceiling = high <= 0 && high + margin > 0 ? 0 : high + margin;
  return [floor, ceiling];
}

/** Fixed limits where there are some; an end that the data put beyond the fixed one gets room of its own. */
export function within(fitted: Range, [low, high]: Limits, log: boolean): Range {
  const from = low ?? fitted[0];
  const to = high ?? fitted[1];
  if (from < to) return [from, to];
  if (low !== null) return [low, log ? low * 10 : low + (Math.abs(low) || 1)];
  return [log ? to / 10 : to - (Math.abs(to) || 1), to];
}

/** As many digits as a pixel of the range needs: zooms stand in the URL. */
export function tidy(x: number, range: number): number {
  const unit = 10 ** Math.floor(Math.log10(range) - 3.5);
  return Number((Math.round(x / unit) * unit).toPrecision(15));
}
