/** A run's series, or a group's, as the page draws it. */
import type { Axis } from "../api";
import type { Column } from "../columns";
import type { Ink } from "./colours";

/** What runs along the bottom of a chart: one of the three, or the values of another tag. */
export type XAxis = Axis | "tag";

/** Rows sorted by x, but for a path. Where rows are points, first = last = min = max. */
export interface Curve {
  /** The run, or the group's name. */
  readonly run: string;
  readonly tag: string;
  /** Wall time of the series' first point. */
  readonly start: number | null;
  /** First and last x of the whole series, whatever range was asked for. */
  readonly extent: readonly [number, number] | null;
  readonly total: number;
  /** Points in the range that was asked for. */
  readonly points: number;
  readonly rows: number;
  /** Fewer rows than points. */
  readonly thinned: boolean;
  /** A row is a bucket of points, with extremes of its own. */
  readonly buckets: boolean;
  /** Rows are in order of steps, and x goes to and fro: one metric against another. */
  readonly path: boolean;
  readonly nonfinite: number;
  /** Of those, how many are infinite and not NaN. */
  readonly infinite: number;
  readonly superseded: number;
  /** Points that have no x, as the other tag has none at their step. */
  readonly unmatched: number;
  readonly description: string;
  /** The value of the last point in the range that was asked for. */
  readonly latest: number | null;
  readonly x: Column;
  readonly step: Column;
  /** Null where wall times were not asked for. */
  readonly wall: Column | null;
  /** Null where of many curves only the extremes were asked for: there is a smoothed line then. */
  readonly first: Column | null;
  readonly last: Column | null;
  readonly min: Column;
  readonly max: Column;
  readonly count: Column | null;
  readonly nonfiniteAt: Column | null;
  readonly smoothed: Column | null;
  readonly band: Band | null;
  readonly group: Group | null;
}

/** The line that the eye follows. */
export function lineOf(curve: Curve): Column {
  return curve.smoothed ?? curve.last ?? curve.max;
}

/** What surrounds a line. */
export interface Band {
  readonly lower: Column;
  readonly upper: Column;
}

/** What stands behind the centre line of a group. */
export interface Group {
  /** Runs that have a value at this x. */
  readonly support: Column;
  /** Runs of the group that have the tag. */
  readonly runs: number;
}

/** A curve and how it is drawn. */
export interface Trace {
  readonly curve: Curve;
  readonly ink: () => Ink;
  /** Stays behind and answers to no pointer: a member of a group, points that a restart replaced. */
  readonly faint: boolean;
  /** Belongs to the second y axis. */
  readonly right: boolean;
  /** Bands beneath the line, the widest first. */
  readonly under?: readonly Band[];
}
