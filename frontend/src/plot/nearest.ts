/** Which points lie nearest to the pointer, in pixels. */
import { type Curve, lineOf, type Trace } from "./curve";
import type { Frame } from "./draw";
import { firstAt } from "./scale";

export interface Hit {
  readonly trace: Trace;
  readonly curve: Curve;
  readonly row: number;
  /** Where the point is drawn; y is NaN for a value that has no place on the axis. */
  readonly x: number;
  readonly y: number;
  /** Pixels from the pointer to the point or to the line beside it, whichever is less. */
  readonly distance: number;
}

/** One hit for each curve that answers the pointer, the nearest first. `at` is the pointer's x in the data. */
export function nearest(
  traces: readonly Trace[],
  frameOf: (trace: Trace) => Frame,
  left: number,
  top: number,
  at: number,
): Hit[] {
  const hits: Hit[] = [];
  for (const trace of traces) {
    if (trace.faint) continue;
    const { curve } = trace;
    const frame = frameOf(trace);
    const row = curve.path ? nearestOnPath(curve, frame, left, top) : nearestRow(curve, frame, at);
    if (row < 0) continue;
    const line = lineOf(curve);
    const x = frame.x(curve.x[row] as number);
    if (!(x >= -1 && x <= frame.width + 1)) continue;
    const y = frame.y(line[row] as number);
    const direct = Math.hypot(x - left, (Number.isNaN(y) ? frame.height : y) - top);
    const beside = curve.path ? direct : fromLine(curve, line, frame, row, left, top, at);
    hits.push({ trace, curve, row, x, y, distance: Math.min(direct, beside) });
  }
  return hits.sort((a, b) => a.distance - b.distance);
}

/** The row drawn nearest to the pointer; -1 where none has a place. */
function nearestOnPath(curve: Curve, frame: Frame, left: number, top: number): number {
  const line = lineOf(curve);
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < curve.rows; i++) {
    const dx = frame.x(curve.x[i] as number) - left;
    const dy = frame.y(line[i] as number) - top;
    const square = dx * dx + dy * dy;
    if (square < least) {
      least = square;
      best = i;
    }
  }
  return best;
}

/** The row nearest in x that is in view; beside the view only where none is. */
function nearestRow(curve: Curve, frame: Frame, at: number): number {
  const after = firstAt(curve.x, at);
  if (after === 0) return curve.rows ? 0 : -1;
  if (after === curve.rows) return after - 1;
  const nearer = at - (curve.x[after - 1] as number) <= (curve.x[after] as number) - at ? after - 1 : after;
  const other = nearer === after ? after - 1 : after;
  const visible = (row: number) => {
    const x = frame.x(curve.x[row] as number);
    return x >= -1 && x <= frame.width + 1;
  };
  return visible(nearer) || !visible(other) ? nearer : other;
}

/** Vertical distance to the segment the pointer is over; infinite where there is none. */
function fromLine(
  curve: Curve,
  line: ArrayLike<number>,
  frame: Frame,
  row: number,
  left: number,
  top: number,
  at: number,
): number {
  const other = (curve.x[row] as number) <= at ? row + 1 : row - 1;
  if (other < 0 || other >= curve.rows) return Number.POSITIVE_INFINITY;
  const x0 = frame.x(curve.x[row] as number);
  const y0 = frame.y(line[row] as number);
  const x1 = frame.x(curve.x[other] as number);
  const y1 = frame.y(line[other] as number);
  const y = x1 === x0 ? y0 : y0 + ((y1 - y0) * (left - x0)) / (x1 - x0);
  return Number.isNaN(y) ? Number.POSITIVE_INFINITY : Math.abs(y - top);
}
