/** Rows of runs at many steps on an axis of time. */
import type { Axis } from "../api";
import type { Column } from "../columns";
import type { Range } from "../view";

export interface Timed {
  readonly rows: number;
  readonly step: Column;
  readonly wall: Column;
  /** Wall time of the run's first value, whatever range was asked for. */
  readonly begun: number;
}

/** The place of a row on the axis: a step, or seconds. */
export function timesOf({ step, wall, begun }: Timed, axis: Axis): (row: number) => number {
  if (axis === "step") return (row) => step[row] as number;
  const since = axis === "relative" ? begun : 0;
  return (row) => (wall[row] as number) - since;
}

/** The row nearest to a place; -1 where there is none. */
export function nearestRow(timeOf: (row: number) => number, rows: number, at: number): number {
  let best = -1;
  for (let row = 0; row < rows; row++)
    if (best < 0 || Math.abs(timeOf(row) - at) < Math.abs(timeOf(best) - at)) best = row;
  return best;
}

/** The steps of a range of the axis and of the neighbours outside it, as far as the rows at hand tell; else null, for all. */
export function stepsIn(range: Range | null, series: readonly Timed[], axis: Axis): Range | null {
  if (!range || axis === "step") return range;
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const one of series) {
    const timeOf = timesOf(one, axis);
    const inside = (row: number) => timeOf(row) >= range[0] && timeOf(row) <= range[1];
    for (let row = 0; row < one.rows; row++) {
      if (!inside(row) && !(row > 0 && inside(row - 1)) && !(row < one.rows - 1 && inside(row + 1))) continue;
      from = Math.min(from, one.step[row] as number);
      to = Math.max(to, one.step[row] as number);
    }
  }
  return from <= to ? [from, to] : null;
}
