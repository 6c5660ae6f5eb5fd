/** Where steps and scores stand in the picture of a series over time, and the colours of its map. */
import { pixelsOf } from "../../plot/colourmap";
import * as formats from "../../plot/formats";
import type { Tick } from "../../plot/svg";
import { across, type Box, up } from "./lines";
import type { OverTime } from "./request";

/** Steps as shares of the width; a lone one is in the middle. */
export function placesOf(step: ArrayLike<number>): Float64Array {
  const [first, last] = [step[0] as number, step[step.length - 1] as number];
  return Float64Array.from(step, (one) => (last > first ? (one - first) / (last - first) : 0.5));
}

export function nearestRow(place: Float64Array, x: number): number {
  let best = 0;
  place.forEach((at, row) => {
    if (Math.abs(at - x) <= Math.abs((place[best] as number) - x)) best = row;
  });
  return best;
}

export function chosenPlace(step: ArrayLike<number>, place: Float64Array, chosen: number | null): number {
  let row = step.length - 1;
  while (chosen !== null && row > 0 && (step[row] as number) > chosen) row--;
  return place[row] as number;
}

/** The map as an image: a column a pixel, of the step that is nearest; a row for each recall. */
export function pictureOf({ map, cells }: OverTime, place: Float64Array, columns: number): string {
  const numbers = new Float32Array(columns * cells);
  for (let column = 0; column < columns; column++) {
    const row = nearestRow(place, (column + 0.5) / columns);
    for (let cell = 0; cell < cells; cell++)
      numbers[(cells - 1 - cell) * columns + column] = map[row * cells + cell] as number;
  }
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = cells;
  const pixels = pixelsOf(numbers, "viridis", [0, 1]) as Uint8ClampedArray<ArrayBuffer>;
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, columns, cells), 0, 0);
  return canvas.toDataURL();
}

/** At which shares of the width steps are named. */
export function ticksOf(step: ArrayLike<number>, width: number): Tick[] {
  const [first, last] = [step[0] as number, step[step.length - 1] as number];
  if (!(last > first)) return [{ at: 0.5, label: formats.step(first) }];
  const rough = (last - first) / Math.max(1, Math.floor(width / 90));
  const power = 10 ** Math.floor(Math.log10(rough));
  const increment = Math.max(1, ([1, 2, 5].find((n) => n * power >= rough) ?? 10) * power);
  const ticks: Tick[] = [];
  for (let at = Math.ceil(first / increment) * increment; at <= last; at += increment)
    ticks.push({ at: (at - first) / (last - first), label: formats.step(at) });
  return ticks;
}

/** A gap where a score says nothing; a lone one is a dot. */
export function scorePath(score: ArrayLike<number>, place: Float64Array, box: Box): string {
  const parts: string[] = [];
  let drawing = false;
  for (let row = 0; row < place.length; row++) {
    const v = score[row] as number;
    if (Number.isFinite(v)) {
      const [x, y] = [across(box, place[row] as number).toFixed(1), up(box, v).toFixed(1)];
      parts.push(drawing ? `L${x} ${y}` : `M${x} ${y}h0.01`);
    }
    drawing = Number.isFinite(v);
  }
  return parts.join("");
}
