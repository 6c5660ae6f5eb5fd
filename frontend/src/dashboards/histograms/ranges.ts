/** What the axes of a plot reach over. */
import type { Axis } from "../../api";
import { timesOf } from "../../charts/steptimes";
import type { Range } from "../../view";
import { eachBucket, held } from "./outline";
import type { Histograms } from "./request";

/** A histogram of a run; where the run's others were thinned it may have come on its own. */
export interface Chosen {
  readonly histograms: Histograms;
  readonly row: number;
}

/** A little more than some ends; what are the same get room on both sides. */
function roomy(low: number, high: number): Range {
  if (low > high) return [-1, 1];
  const room = low === high ? Math.abs(low) * 0.1 || 0.5 : (high - low) * 0.02;
  return [low - room, high + room];
}

/** From the least to the greatest value that some bucket holds. */
export function wholeValues(all: readonly Chosen[]): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { histograms, row } of all) {
    eachBucket(histograms, row, (left, right) => {
      low = Math.min(low, left);
      high = Math.max(high, right);
    });
  }
  return roomy(low, high);
}

/** The share of the values that outliers are at either end. */
const tail = 0.005;

/** The range without the outermost half percent at each end, each histogram counting alike; null where that is nearly all. */
export function withoutTails(all: readonly Chosen[], whole: Range): Range | null {
  const buckets: { low: number; high: number; share: number }[] = [];
  for (const { histograms, row } of all) {
    const values = held(histograms, row);
    eachBucket(histograms, row, (low, high, count) => buckets.push({ low, high, share: count / values }));
  }
  const limit = tail * buckets.reduce((sum, { share }) => sum + share, 0);
  const low = reached(
    buckets.sort((a, b) => a.low - b.low),
    limit,
  )?.low;
  const high = reached(
    buckets.sort((a, b) => b.high - a.high),
    limit,
  )?.high;
  if (low === undefined || high === undefined) return null;
  const middle = roomy(low, high);
  return middle[1] - middle[0] < 0.9 * (whole[1] - whole[0]) ? middle : null;
}

/** The first of some buckets with which they hold more than a limit. */
function reached<B extends { share: number }>(buckets: readonly B[], limit: number): B | undefined {
  let sum = 0;
  return buckets.find(({ share }) => {
    sum += share;
    return sum > limit;
  });
}

/** All of time; `padded` has room for the halves of the first and the last column. */
export function wholeTimes(series: readonly Histograms[], axis: Axis, padded: boolean): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const one of series) {
    const timeOf = timesOf(one, axis);
    for (let row = 0; row < one.rows; row++) {
      const time = timeOf(row);
      if (!Number.isFinite(time)) continue;
      low = Math.min(low, time);
      high = Math.max(high, time);
    }
  }
  if (low > high) return [0, 1];
  if (low === high) return [low - 0.5, high + 0.5];
  const most = Math.max(2, ...series.map(({ rows }) => rows));
  const room = padded ? (high - low) / (most - 1) / 2 : 0;
  return [low - room, high + room];
}
