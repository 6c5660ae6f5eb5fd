/** Curves as lines in a square from 0 to 1: from the highest threshold, at the left, to the lowest. */
import type { Curve } from "./request";
import type { Mode } from "./state";

export type Axes = Exclude<Mode, "time">;

/** Columns of one length. */
export interface Line {
  readonly curve: Curve;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The row of the curve that a point is. */
  readonly row: Uint32Array;
}

/** Where the square's corners are, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const across = ({ left, width }: Box, x: number) => left + x * width;
export const up = ({ top, height }: Box, y: number) => top + (1 - y) * height;

export function falseRate(curve: Curve, row: number): number {
  const wrong = curve.false_positives[row] as number;
  return wrong / (wrong + (curve.true_negatives[row] as number));
}

export function f1(curve: Curve, row: number): number {
  const [precision, recall] = [curve.precision[row] as number, curve.recall[row] as number];
  return (2 * precision * recall) / (precision + recall);
}

/** The points that have a place: thresholds above which nothing is left have no precision. */
export function lineOf(curve: Curve, axes: Axes): Line {
  const [x, y, row]: [number[], number[], number[]] = [[], [], []];
  for (let i = curve.threshold.length - 1; i >= 0; i--) {
    const recall = curve.recall[i] as number;
    const [h, v] = axes === "pr" ? [recall, curve.precision[i] as number] : [falseRate(curve, i), recall];
    if (!Number.isFinite(h) || !Number.isFinite(v)) continue;
    x.push(h);
    y.push(v);
    row.push(i);
  }
  return { curve, x: Float64Array.from(x), y: Float64Array.from(y), row: Uint32Array.from(row) };
}

/**
 * What is drawn is what the scores sum: steps for the average precision, where a recall has the precision of the threshold that
 * reaches it; straight lines from (0, 0) to (1, 1) for the area below a ROC curve.
 */
export function pathOf({ x, y }: Line, axes: Axes, box: Box): string {
  if (!x.length) return "";
  const parts: string[] = [];
  let before = ["", ""];
  const go = (h: number, v: number) => {
    const [px, py] = [across(box, h).toFixed(1), up(box, v).toFixed(1)];
    if (px === before[0] && py === before[1]) return;
    parts.push(!parts.length ? `M${px} ${py}` : axes === "pr" ? `V${py}H${px}` : `L${px} ${py}`);
    before = [px, py];
  };
  go(0, axes === "pr" ? (y[0] as number) : 0);
  for (let i = 0; i < x.length; i++) go(x[i] as number, y[i] as number);
  if (axes === "roc") go(1, 1);
  return parts.join("");
}

/** The place on the line of its best F1; -1 if there is none. */
export function bestOf({ curve, row }: Line): number {
  const best = curve.scores.best_threshold;
  return best === null ? -1 : row.indexOf(Math.round(best * (curve.threshold.length - 1)));
}

/** The path of all points with one F1: precision is F r / (2 r − F). */
export function isoPath(score: number, box: Box): string {
  const from = score / (2 - score);
  const points = Array.from({ length: 41 }, (_, i) => {
    const recall = from + ((1 - from) * i) / 40;
    const precision = (score * recall) / (2 * recall - score);
    return `${across(box, recall).toFixed(1)} ${up(box, precision).toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

export interface Hit {
  readonly line: Line;
  /** Of the point on the line. */
  readonly place: number;
  /** Pixels. */
  readonly distance: number;
}

/** The point of each line that is nearest to a place in pixels, the nearest line first. */
export function nearest(lines: readonly Line[], box: Box, left: number, top: number): Hit[] {
  const hits = lines.flatMap((line) => {
    let [place, least] = [-1, Number.POSITIVE_INFINITY];
    for (let i = 0; i < line.x.length; i++) {
      const h = across(box, line.x[i] as number) - left;
      const v = up(box, line.y[i] as number) - top;
      const square = h * h + v * v;
      if (square < least) [place, least] = [i, square];
    }
    return place < 0 ? [] : [{ line, place, distance: Math.sqrt(least) }];
  });
  return hits.sort((a, b) => a.distance - b.distance);
}

/** Why a curve has no line, as a sentence; "" if it has one. */
export function missing({ curve, x }: Line, axes: Axes): string {
  if (x.length) return "";
  if (!curve.recall.some(Number.isFinite)) return "Nothing is positive at this step, so there is no recall.";
  if (axes === "roc") return "Nothing is negative at this step, so there is no false positive rate.";
  return "Nothing is predicted positive at any threshold, so there is no precision.";
}
