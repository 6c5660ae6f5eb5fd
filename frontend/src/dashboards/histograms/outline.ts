/** The shape of one histogram in pixels: how its values are spread, drawn from the buckets as they were logged. */
import { firstAt } from "../../plot/scale";
import type { Range } from "../../view";
import type { Histograms } from "./request";

/** An edge beyond this is as good as none: the last bucket of TensorFlow 1 ends at 1.8e308. */
export const beyond = 1e300;

/** A line of vertices with ascending x; `height` is the share of all values that falls on a pixel. */
export interface Outline {
  readonly x: Float64Array;
  readonly height: Float64Array;
  readonly peak: number;
}

/** Neighbouring buckets as one: where they reach in pixels, and the share of the values that they hold. */
interface Piece {
  from: number;
  to: number;
  share: number;
}

/** Calls back for every bucket that holds something and has a place on an axis, with its edges in order. */
export function eachBucket(
  { start, left, right, counts }: Histograms,
  row: number,
  take: (low: number, high: number, count: number) => void,
): void {
  for (let i = start[row] as number; i < (start[row + 1] as number); i++) {
    const count = counts[i] as number;
    const [a, b] = [left[i] as number, right[i] as number];
    if (count > 0 && Math.abs(a) < beyond && Math.abs(b) < beyond)
      take(Math.min(a, b), Math.max(a, b), count);
  }
}

/** How many values the buckets of a histogram hold, with those that have no place. */
export function held({ start, counts }: Histograms, row: number): number {
  let sum = 0;
  for (let i = start[row] as number; i < (start[row + 1] as number); i++)
    sum += Math.max(0, counts[i] as number);
  return sum;
}

/**
 * The outline over a range of values that is `width` pixels wide. Buckets narrower than `least` pixels are put together until
 * they are as wide, so that the countless buckets around zero of an exponential scale make no needle; an empty one as narrow
 * makes no notch; a wide one keeps its flat top. Null for a histogram with nothing in the range.
 */
export function outlineOf(
  histograms: Histograms,
  row: number,
  [low, high]: Range,
  width: number,
  least: number,
): Outline | null {
  const pieces = piecesOf(histograms, row, [low, high], width, least);
  if (!pieces.length) return null;
  const x: number[] = [];
  const height: number[] = [];
  const put = (at: number, h: number) => {
    x.push(Math.max(at, x.at(-1) ?? Number.NEGATIVE_INFINITY));
    height.push(h);
  };
  const half = least / 2;
  pieces.forEach(({ from, to, share }, i) => {
    const before = pieces[i - 1];
    const after = pieces[i + 1];
    const middle = (from + to) / 2;
    const h = share / Math.max(to - from, least);
    const wide = to - from > 2 * least;
    if (!before || from - before.to >= least) put(Math.min(from, middle - half), 0);
    put(wide ? from + half : middle, h);
    if (wide) put(to - half, h);
    if (!after || after.from - to >= least) put(Math.max(to, middle + half), 0);
  });
  return { x: Float64Array.from(x), height: Float64Array.from(height), peak: Math.max(...height) };
}

function piecesOf(
  histograms: Histograms,
  row: number,
  [low, high]: Range,
  width: number,
  least: number,
): Piece[] {
  const whole = held(histograms, row);
  const per = width / (high - low);
  const pieces: Piece[] = [];
  eachBucket(histograms, row, (left, right, count) => {
    if (right < low || left > high) return;
    const next = { from: (left - low) * per, to: (right - low) * per, share: count / whole };
    const last = pieces.at(-1);
    if (last && joined(last, next, least)) {
      last.to = Math.max(last.to, next.to);
      last.share += next.share;
    } else pieces.push(next);
  });
  const [end, before] = [pieces.at(-1), pieces.at(-2)];
  // What is left over at the end has no bucket after it to go with.
  if (end && before && end.to - end.from < least && joined({ ...before, to: before.from }, end, least)) {
    before.to = end.to;
    before.share += end.share;
    pieces.pop();
  }
  return pieces;
}

/** Whether a bucket goes with what lies before it: that is too narrow by itself, and together they are not wide. */
function joined(before: Piece, next: Piece, least: number): boolean {
  return (
    before.to - before.from < least && next.from - before.to < least && next.to - before.from < 4 * least
  );
}

/** The height of an outline at an x. */
export function heightAt({ x, height }: Outline, at: number): number {
  const after = firstAt(x, at);
  if (after === 0 || after === x.length) return x[after] === at ? (height[after] as number) : 0;
  const [x0, x1] = [x[after - 1] as number, x[after] as number];
  const [h0, h1] = [height[after - 1] as number, height[after] as number];
  return x1 === x0 ? h1 : h0 + ((h1 - h0) * (at - x0)) / (x1 - x0);
}

/** The bucket of a histogram that a value falls in, or else the one nearest to it; -1 where it has none. */
export function bucketAt({ start, left, right }: Histograms, row: number, value: number): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  const end = start[row + 1] as number;
  for (let i = start[row] as number; i < end; i++) {
    const [a, b] = [left[i] as number, right[i] as number];
    // A value on an edge belongs to the bucket that begins there, but for the last one.
    const inside = value >= a && (value < b || (value === b && (a === b || i === end - 1)));
    const distance = inside ? 0 : Math.max(a - value, value - b, Number.MIN_VALUE);
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
