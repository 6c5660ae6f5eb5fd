/** Where the labels of an axis stand that is drawn without uPlot, and what they say. */
import type { Axis } from "../api";
import type { Range } from "../view";
import { evenSplits, spans, wholeNumbers } from "./axes";
import { durationTicks, ticks, timeTicks, value } from "./formats";

export interface Split {
  readonly at: number;
  readonly label: string;
}

/** Evenly spaced values, about `most` of them. */
export function valueSplits([low, high]: Range, most: number): Split[] {
  const splits = evenSplits(low, high, Math.max(1, most));
  if (splits.length < 2) return labelled(splits, splits.map(value));
  const increment = (splits[1] as number) - (splits[0] as number);
  return labelled(splits, ticks(splits, increment));
}

/** Whole steps, round spans of time, or times of the clock. */
export function timeSplits(axis: Axis, [low, high]: Range, most: number): Split[] {
  const increments = axis === "step" ? wholeNumbers : spans;
  const rough = (high - low) / Math.max(1, most);
  const increment = increments.find((one) => one >= rough) ?? rough;
  // The clock's round times are those of the place, not of UTC.
  const zone = axis === "wall" ? new Date(low * 1000).getTimezoneOffset() * 60 : 0;
  const splits: number[] = [];
  for (let n = Math.ceil((low - zone) / increment); n * increment + zone <= high; n++)
    splits.push(Number((n * increment + zone).toPrecision(15)));
  if (axis === "step") return labelled(splits, ticks(splits, increment));
  return labelled(splits, axis === "wall" ? timeTicks(splits, increment) : durationTicks(splits));
}

function labelled(splits: readonly number[], labels: readonly string[]): Split[] {
  return splits.map((at, i) => ({ at, label: labels[i] ?? "" }));
}
