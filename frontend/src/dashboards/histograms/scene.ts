/** From histograms to what is drawn of them: plots, ranges of the axes, and a mark for each histogram. */
import type { Axis } from "../../api";
import { timesOf } from "../../charts/steptimes";
import type { HistogramMode } from "../../settings";
import type { Range } from "../../view";
import { acrossIn, type Box, boxesIn } from "./layout";
import { beyond, type Outline, outlineOf } from "./outline";
import { type Chosen, wholeTimes, wholeValues, withoutTails } from "./ranges";
import type { Histograms } from "./request";

/** A histogram in its plot, in pixels of that. */
export interface Mark {
  readonly plot: number;
  readonly histograms: Histograms;
  readonly row: number;
  readonly time: number;
  /** 0 for the oldest in view, 1 for the newest. */
  readonly age: number;
  /** Null where nothing is in view. */
  readonly outline: Outline | null;
  /** Where its foot is; in a heat map unused. */
  readonly base: number;
  /** The columns of a heat map that are its own. */
  readonly from: number;
  readonly to: number;
}

/** What stands beside the picture, for it is not in it. */
export interface LeftOut {
  /** Values that are NaN or infinite. */
  readonly odd: number;
  /** Values in buckets too far out for an axis. */
  readonly far: number;
  /** Histograms of no value. */
  readonly empty: number;
  /** Histograms without a place in time. */
  readonly timeless: number;
  readonly unreadable: number;
  readonly reason: string;
  /** Peaks that are higher than the picture. */
  readonly cut: number;
  /** Whether outliers lie outside the axes. */
  readonly trimmed: boolean;
}

/** Some runs on axes of their own. */
export interface Plot {
  readonly box: Box;
  readonly runs: readonly Histograms[];
  readonly values: Range;
  /** Whether outliers lie outside of these. */
  readonly trimmed: boolean;
  /** The share of the values on a pixel that is drawn as high as a mark may be. */
  readonly peak: number;
}

export interface Scene {
  readonly wish: Wanted;
  readonly plots: readonly Plot[];
  readonly times: Range;
  /** The oldest first. */
  readonly marks: readonly Mark[];
  /** Those at the chosen step, which stand out. */
  readonly chosen: readonly Mark[];
  /** How high a mark may be, in pixels. */
  readonly tall: number;
  readonly leftOut: LeftOut;
}

export interface Wanted {
  readonly series: readonly Histograms[];
  readonly mode: HistogramMode;
  readonly axis: Axis;
  readonly together: boolean;
  /** Whether the axis of values leaves out what lies far out. */
  readonly trimmed: boolean;
  readonly width: number;
  readonly height: number;
  /** Plots in a row; 0 for what suits the size. */
  readonly across: number;
  /** What is zoomed to. */
  readonly values: Range | null;
  readonly times: Range | null;
  /** The histogram of each run at the step that was chosen; none where none was. */
  readonly chosen: readonly Chosen[];
}

/** Pixels below which buckets are put together: finer where a single step is shown as it is. */
const finest = { offset: 7, overlay: 7, heat: 1, single: 1 };

export function sceneOf(wish: Wanted): Scene {
  const { series, mode, axis } = wish;
  const boxes = boxesOf(wish);
  const times = wish.times ?? wholeTimes(series, axis, mode === "heat");
  const grouped = wish.together ? [series] : series.map((one) => [one]);
  const tall = amplitude(
    mode,
    boxes[0]?.height ?? 0,
    Math.max(1, ...grouped.map((runs) => most(runs, times, axis))),
  );
  const made = grouped.map((runs, plot) =>
    plotOf(runs, { plot, box: boxes[plot] as Box, times, tall }, wish),
  );
  const marks = made.flatMap((one) => (mode === "single" ? one.chosen : one.marks));
  marks.sort((a, b) => a.time - b.time);
  const scene = {
    wish,
    plots: made,
    times,
    marks,
    chosen: mode === "single" ? [] : made.flatMap(({ chosen }) => chosen),
    tall,
  };
  return { ...scene, leftOut: leftOut(scene) };
}

function boxesOf({ series, together, width, height, across, mode, axis }: Wanted): Box[] {
  const plots = together ? 1 : series.length;
  const abreast = Math.min(across || acrossIn(width, height, plots), plots);
  const titled = !together && series.length > 1;
  return boxesIn({
    width,
    height,
    plots,
    across: abreast,
    labels: labelRoom(mode, axis),
    each: mode !== "offset",
    titled,
  });
}

/** Histograms of a plot in a range of time. */
function most(runs: readonly Histograms[], times: Range, axis: Axis): number {
  return runs.reduce((n, one) => n + rowsIn(one, times, axis).length, 0);
}

interface Place {
  readonly plot: number;
  readonly box: Box;
  readonly times: Range;
  readonly tall: number;
}

function plotOf(
  runs: readonly Histograms[],
  place: Place,
  wish: Wanted,
): Plot & Record<"marks" | "chosen", Mark[]> {
  const own = wish.chosen.filter(({ histograms }) => runs.some(({ run }) => run === histograms.run));
  const all = runs.flatMap((histograms) =>
    rowsIn(histograms, place.times, wish.axis).map((row) => ({ histograms, row })),
  );
  const whole = wholeValues([...all, ...own]);
  const middle = wish.trimmed && !wish.values ? withoutTails([...all, ...own], whole) : null;
  const values = wish.values ?? middle ?? whole;
  const rows = (one: Histograms) => rowsIn(one, place.times, wish.axis);
  const marks = runs.flatMap((one) => marksOf(one, rows(one), values, place, wish));
  const chosen = own.flatMap(({ histograms, row }) => marksOf(histograms, [row], values, place, wish));
  const peak = highest(wish.mode === "single" ? chosen : marks) || 1;
  return { box: place.box, runs, values, trimmed: middle !== null, peak, marks, chosen };
}

/** What the left axis takes. */
function labelRoom(mode: HistogramMode, axis: Axis): number {
  return mode === "offset" ? { step: 44, relative: 52, wall: 62 }[axis] : 52;
}

/** How high the highest ridge is: the more there are, the less of the plot. */
function amplitude(mode: HistogramMode, height: number, ridges: number): number {
  return mode === "offset" ? height * Math.min(0.92, 0.3 + 0.6 / Math.max(1, ridges)) : height * 0.95;
}

/** The rows that have a place in a range of time, the oldest first. */
function rowsIn(histograms: Histograms, [begin, end]: Range, axis: Axis): number[] {
  const timeOf = timesOf(histograms, axis);
  const rows = Array.from({ length: histograms.rows }, (_, row) => row).filter((row) => {
    const time = timeOf(row);
    return time >= begin && time <= end;
  });
  return rows.sort((a, b) => timeOf(a) - timeOf(b));
}

/** Pixels that a column takes which has no neighbour to tell its width. */
const lone = 8;

function marksOf(
  histograms: Histograms,
  rows: readonly number[],
  values: Range,
  { plot, box, times: [begin, end], tall }: Place,
  { mode, axis }: Wanted,
): Mark[] {
  const timeOf = timesOf(histograms, axis);
  const [pixels, along] = mode === "heat" ? [box.height, box.width] : [box.width, box.height - tall];
  const share = (row: number) => (timeOf(row) - begin) / (end - begin);
  return rows.map((row, i) => {
    const here = share(row) * along;
    const before = i ? share(rows[i - 1] as number) * along : Number.NaN;
    const after = i < rows.length - 1 ? share(rows[i + 1] as number) * along : Number.NaN;
    const reach = Number.isNaN(before) ? (Number.isNaN(after) ? lone : after - here) : here - before;
    return {
      plot,
      histograms,
      row,
      time: timeOf(row),
      age: share(row),
      outline: outlineOf(histograms, row, values, pixels, finest[mode]),
      base: mode === "offset" ? tall + here : box.height,
      from: here - (Number.isNaN(before) ? reach : here - before) / 2,
      to: here + (Number.isNaN(after) ? reach : after - here) / 2,
    };
  });
}

/** So many times higher than usual a peak may be; what is higher is cut, or it would press all others flat. */
const usualTimes = 4;

function highest(marks: readonly Mark[]): number {
  const peaks = marks.flatMap(({ outline }) => (outline ? [outline.peak] : [])).sort((a, b) => a - b);
  const usual = peaks[peaks.length >> 1] ?? 0;
  return Math.min(peaks.at(-1) ?? 0, usual * usualTimes);
}

function leftOut({ wish: { series, axis }, marks, plots }: Omit<Scene, "leftOut">): LeftOut {
  let [odd, far, empty, timeless] = [0, 0, 0, 0];
  for (const one of series) {
    const timeOf = timesOf(one, axis);
    for (let row = 0; row < one.rows; row++) {
      odd += one.nonfinite[row] as number;
      if (!Number.isFinite(timeOf(row))) timeless++;
      const [all, near] = countsOf(one, row);
      if (!all) empty++;
      far += all - near;
    }
  }
  const higher = ({ plot, outline }: Mark) => outline && outline.peak > (plots[plot]?.peak ?? 1) * 1.001;
  return {
    odd,
    far,
    empty,
    timeless,
    unreadable: series.reduce((n, { unreadable }) => n + unreadable.count, 0),
    reason: series.find(({ unreadable }) => unreadable.count)?.unreadable.first ?? "",
    cut: marks.filter(higher).length,
    trimmed: plots.some(({ trimmed }) => trimmed),
  };
}

/** Values in the buckets of a histogram, and in those that have a place on an axis. */
function countsOf({ start, left, right, counts }: Histograms, row: number): [all: number, near: number] {
  let [all, near] = [0, 0];
  for (let i = start[row] as number; i < (start[row + 1] as number); i++) {
    const count = Math.max(0, counts[i] as number);
    all += count;
    if (Math.abs(left[i] as number) < beyond && Math.abs(right[i] as number) < beyond) near += count;
  }
  return [all, near];
}
