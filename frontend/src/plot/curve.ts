/** A run's series as the page draws it. */

export type Column = Float64Array | Float32Array | Uint32Array;

/** Rows sorted by x. Without thinning a row is a point, and first = last = min = max. */
export interface Curve {
  readonly run: string;
  /** Wall time of the series' first point. */
  readonly start: number | null;
  /** First and last x of the whole series, whatever range was asked for. */
  readonly extent: readonly [number, number] | null;
  readonly total: number;
  /** Points in the range that was asked for. */
  readonly points: number;
  readonly rows: number;
  readonly thinned: boolean;
  readonly nonfinite: number;
  readonly superseded: number;
  readonly description: string;
  readonly x: Column;
  readonly step: Column;
  readonly wall: Column;
  readonly first: Column;
  readonly last: Column;
  readonly min: Column;
  readonly max: Column;
  readonly count: Column | null;
  readonly nonfiniteAt: Column | null;
  readonly smoothed: Column | null;
}
