/** From data to pixels of the plot, and what the ranges of its axes are. */
import type uPlot from "uplot";
import type { Range } from "../view";
import type { Frame } from "./draw";

export interface Ranges {
  readonly x: Range;
  readonly y: Range;
  /** Of the second y axis. */
  readonly right: Range;
}

/** The frames of the left and of the right y axis. */
export function framesOf(
  { bbox }: uPlot,
  { logX, logY }: { logX: boolean; logY: boolean },
  { x, y, right }: Ranges,
): { left: Frame; right: Frame } {
  const [width, height] = [bbox.width / devicePixelRatio, bbox.height / devicePixelRatio];
  const across = onto(x, logX, width);
  const up = (range: Range) => {
    const from = onto(range, logY, height);
    return (value: number) => height - from(value);
  };
  return {
    left: { width, height, x: across, y: up(y) },
    right: { width, height, x: across, y: up(right) },
  };
}

/** Linear or logarithmic; NaN for what has no place. */
function onto([low, high]: Range, log: boolean, pixels: number): (value: number) => number {
  if (!log) {
    const per = pixels / (high - low);
    return (value) => (Number.isFinite(value) ? (value - low) * per : Number.NaN);
  }
  const start = Math.log(low);
  const per = pixels / (Math.log(high) - start);
  return (value) =>
    value > 0 && value < Number.POSITIVE_INFINITY ? (Math.log(value) - start) * per : Number.NaN;
}
