/** The axes of a time series chart as uPlot options. */
import type uPlot from "uplot";
import type { XAxis } from "./curve";
import { durationTicks, ticks, timeTicks } from "./formats";
import { sheet } from "./ink";

const minute = 60;
const hour = 3600;
const day = 86400;
export const spans = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((n) => n * day),
];
export const wholeNumbers = Array.from({ length: 20 }, (_, power) =>
  [1, 2, 5].map((n) => n * 10 ** power),
).flat();

function look(): uPlot.Axis {
  return {
    stroke: () => sheet.peek().label,
    font: sheet.peek().font,
    grid: { stroke: () => sheet.peek().grid, width: 1 },
    ticks: { show: false },
  };
}

const letter = 6.2;

/** Leaves out a label that would be cut at the right edge. */
function withinEdge(u: uPlot, splits: number[], labels: string[]): string[] {
  const min = u.scales.x?.min ?? 0;
  const max = u.scales.x?.max ?? 1;
  const width = u.bbox.width / devicePixelRatio;
  return labels.map((label, i) => {
    const at =
      u.scales.x?.distr === 3
        ? Math.log((splits[i] ?? 1) / min) / Math.log(max / min)
        : ((splits[i] ?? 0) - min) / (max - min);
    const right = at * width + (label.length * letter) / 2;
    return width && right > width + 8 ? "" : label;
  });
}

export function xAxis(axis: XAxis, log: boolean): uPlot.Axis {
  const base = { ...look(), grid: { show: false }, size: 22, gap: 4 };
  if (log) {
    const written = (splits: number[]) =>
      axis === "relative" ? durationTicks(splits) : splits.map((tick) => ticks([tick], tick)[0] ?? "");
    return {
      ...base,
      splits: (u, _i, low, high) => logSplits(low, high, room(u.bbox.width, 56)),
      values: (u, splits) => withinEdge(u, splits, written(splits)),
      filter: (_u, splits) => splits,
    };
  }
  if (axis === "tag") {
    return {
      ...base,
      space: 52,
      values: (u, splits, _i, _s, increment) => withinEdge(u, splits, ticks(splits, increment)),
    };
  }
  if (axis === "step") {
    return {
      ...base,
      space: 52,
      incrs: wholeNumbers,
      values: (u, splits, _i, _s, increment) => withinEdge(u, splits, ticks(splits, increment)),
    };
  }
  if (axis === "relative") {
    return {
      ...base,
      space: 60,
      incrs: spans,
      values: (u, splits) => withinEdge(u, splits, durationTicks(splits)),
    };
  }
  return {
    ...base,
    space: 64,
    values: (u, splits, _i, _s, increment) => withinEdge(u, splits, timeTicks(splits, increment)),
  };
}

/** How many labels have room along so many device pixels. */
function room(length: number, each: number): number {
  return Math.max(2, Math.floor(length / devicePixelRatio / each));
}

/** The left axis, or the one at the right that has no grid of its own. */
export function yAxis(log: boolean, right: boolean): uPlot.Axis {
  const base = {
    ...look(),
    ...(right ? { scale: "right", side: 1, grid: { show: false } } : {}),
    gap: 6,
    space: (_u: uPlot, _i: number, _low: number, _high: number, height: number) => (height > 300 ? 44 : 26),
    size: (_u: uPlot, values: string[] | null) =>
      Math.max(38, 12 + 6.4 * Math.max(0, ...(values ?? []).map((label) => label?.length ?? 0))),
  };
  if (!log) return { ...base, values: (_u, splits, _i, _s, increment) => ticks(splits, increment) };
  return {
    ...base,
    splits: (u, _i, low, high) => logSplits(low, high, room(u.bbox.height, 26)),
    values: (_u, splits) => splits.map((tick) => ticks([tick], tick)[0] ?? ""),
    filter: (_u, splits) => splits,
  };
}

/** Powers of ten over several decades, 1-3 or 1-2-5 over a few, evenly spaced ticks within less than one. */
export function logSplits(low: number, high: number, most: number): number[] {
  const decades = Math.log10(high / low);
  if (decades < 0.8) return evenSplits(low, high, most);
  const every = Math.max(1, Math.ceil(decades / most));
  const leads = decades * 3 <= most * 1.3 ? [1, 2, 5] : decades * 2 <= most ? [1, 3] : [1];
  const splits: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    if (power % every !== 0) continue;
    for (const lead of leads) {
      const split = Number(`${lead}e${power}`);
      if (split >= low && split <= high) splits.push(split);
    }
  }
  return splits;
}

export function evenSplits(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const increment = ([1, 2, 5].find((n) => n * power >= rough) ?? 10) * power;
  const splits: number[] = [];
  for (let n = Math.ceil(low / increment); n * increment <= high; n++)
    splits.push(Number((n * increment).toPrecision(12)));
  return splits;
}
