/** Percentiles as the charts draw them: the median as a line, and bands around it that are the denser the nearer they are. */
import type { Axis } from "../../api";
import { timesOf } from "../../charts/steptimes";
import { inkOf } from "../../plot/colours";
import type { Curve, Trace } from "../../plot/curve";
import { median, type Percentiles } from "./request";

/** A percentile beyond this has no place: TensorFlow 1's outermost edges are ±1.8e308. */
const beyond = 1e300;

/** A run's percentiles in order of x: a curve of medians, and all nine at each of its rows. */
export interface Spread {
  readonly curve: Curve;
  readonly percentiles: Percentiles;
  /** Which row of the percentiles each row of the curve is. */
  readonly order: readonly number[];
  readonly points: readonly Float64Array[];
  /** Histograms of no value, and those whose outermost percentiles lie too far out. */
  readonly empty: number;
  readonly far: number;
}

export function spreadOf(percentiles: Percentiles, tag: string, axis: Axis): Spread {
  const { rows, points: raw, step, wall, total, run, begun, thinned, description } = percentiles;
  const timeOf = timesOf(percentiles, axis);
  const all = Array.from({ length: rows }, (_, row) => row);
  const full = all.filter((row) => !Number.isNaN(raw[median]?.[row]) && Number.isFinite(timeOf(row)));
  const order = full.sort((a, b) => timeOf(a) - timeOf(b));
  const pick = (from: (row: number) => number) => Float64Array.from(order, from);
  let far = 0;
  const points = raw.map((column) =>
    pick((row) => {
      const v = column[row] as number;
      return Math.abs(v) < beyond ? v : Number.NaN;
    }),
  );
  for (let i = 0; i < order.length; i++) if (points.some((column) => Number.isNaN(column[i]))) far++;
  const x = pick(timeOf);
  const middle = points[median] as Float64Array;
  const curve: Curve = {
    run,
    tag,
    start: begun,
    extent: x.length ? [x[0] as number, x.at(-1) as number] : null,
    total,
    points: rows,
    rows: order.length,
    thinned,
    buckets: false,
    path: false,
    nonfinite: 0,
    infinite: 0,
    superseded: 0,
    unmatched: 0,
    description,
    latest: middle.at(-1) ?? null,
    x,
    step: pick((row) => step[row] as number),
    wall: pick((row) => wall[row] as number),
    first: middle,
    last: middle,
    // The chart's axis reaches as far as these.
    min: outermost(points),
    max: outermost(points.toReversed()),
    count: null,
    nonfiniteAt: null,
    smoothed: null,
    group: null,
    band: null,
  };
  return { curve, percentiles, order, points, empty: rows - full.length, far };
}

/** Row by row the first of some columns that has a number. */
function outermost(columns: readonly Float64Array[]): Float64Array {
  const first = (row: number) => columns.find((column) => !Number.isNaN(column[row]))?.[row] ?? Number.NaN;
  return Float64Array.from(columns[0] ?? [], (_, row) => first(row));
}

export function traceOf({ curve, points }: Spread): Trace {
  const under = points.slice(0, median).map((lower, i) => ({
    lower,
    upper: points[points.length - 1 - i] as Float64Array,
  }));
  return { curve, ink: () => inkOf(curve.run), faint: false, right: false, under };
}
