/** A heat map: time along the bottom, values upwards, and a shade for the share of values at each place. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { inkOf } from "../../plot/colours";
import { sheet } from "../../plot/ink";
import type { Range } from "../../view";
import { placeInRamp, ramp } from "./colours";
import type { Box } from "./layout";
import { eachBucket, held } from "./outline";
import type { Mark, Scene } from "./scene";

export function HeatMap({ scene }: { scene: Scene }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const { width, height } = scene.wish;
  const card = sheet.value.card;
  const colours = scene.plots.map(({ runs: [one] }) => inkOf(one?.run ?? "").colour).join();
  useLayoutEffect(() => {
    if (ref.current) paint(ref.current, scene, card);
  }, [scene, card, colours]);
  return <canvas ref={ref} class="heat" style={{ width: `${width}px`, height: `${height}px` }} />;
}

/** Paints every plot into a canvas of the whole picture's size, in device pixels. */
export function paint(canvas: HTMLCanvasElement, scene: Scene, card: string): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(scene.wish.width * ratio);
  canvas.height = Math.round(scene.wish.height * ratio);
  const ctx = canvas.getContext("2d") as CanvasRenderingContext2D;
  scene.plots.forEach(({ box, values }, plot) => {
    const marks = scene.marks.filter((mark) => mark.plot === plot);
    const image = imageOf(marks, box, values, card, ratio);
    ctx.putImageData(image, Math.round(box.left * ratio), Math.round(box.top * ratio));
  });
}

function imageOf(marks: readonly Mark[], box: Box, values: Range, card: string, ratio: number): ImageData {
  const width = Math.max(1, Math.round(box.width * ratio));
  const height = Math.max(1, Math.round(box.height * ratio));
  const image = new ImageData(width, height);
  const columns = marks.map((mark) => columnOf(mark, height, values));
  const peak = highest(columns);
  marks.forEach((mark, i) => {
    const bytes = ramp(card, inkOf(mark.histograms.run).colour);
    const from = Math.max(0, Math.round(mark.from * ratio));
    const to = Math.min(width, Math.max(from + 1, Math.round(mark.to * ratio)));
    const shares = columns[i] as Float64Array;
    for (let y = 0; y < height; y++) {
      const share = shares[y] as number;
      if (!share) continue;
      const at = 3 * placeInRamp(share / peak);
      for (let x = from; x < to; x++) {
        const pixel = 4 * ((height - 1 - y) * width + x);
        image.data.set(bytes.subarray(at, at + 3), pixel);
        image.data[pixel + 3] = 255;
      }
    }
  });
  return image;
}

/** The share of a histogram's values at each pixel of a column, from the foot upwards; a bucket is spread over all it reaches. */
function columnOf({ histograms, row }: Mark, pixels: number, [low, high]: Range): Float64Array {
  const shares = new Float64Array(pixels);
  const per = pixels / (high - low);
  const whole = held(histograms, row);
  eachBucket(histograms, row, (left, right, count) => {
    const from = (left - low) * per;
    const to = Math.max((right - low) * per, from + 1);
    const each = count / whole / (to - from);
    for (let y = Math.max(0, Math.floor(from)); y < Math.min(pixels, Math.ceil(to)); y++)
      shares[y] = (shares[y] as number) + each * (Math.min(y + 1, to) - Math.max(y, from));
  });
  return shares;
}

/** What is as dark as can be: nearly the highest, so that a few needles do not leave the rest blank. */
function highest(columns: readonly Float64Array[]): number {
  const peaks = columns.map((column) => column.reduce((a, b) => Math.max(a, b), 0)).sort((a, b) => a - b);
  const usual = peaks[peaks.length >> 1] || 1;
  return Math.min(peaks.at(-1) || 1, usual * 4) || 1;
}
