/** How two pictures differ, pixel by pixel. */
import type { Size } from "./geometry";

export interface Difference {
  readonly canvas: HTMLCanvasElement;
  /** Of one channel of one pixel, from 0 to 255. */
  readonly largest: number;
  readonly mean: number;
  /** Pixels of which any channel differs. */
  readonly pixels: number;
}

/** More pixels than this would keep the page busy for long. */
export const mostPixels = 1 << 24;

function valuesOf(image: CanvasImageSource, { width, height }: Size): Uint8ClampedArray {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  // A thumbnail of more than its image's size has every pixel so many times; its neighbours must not mix.
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

/** |a − b| or, signed, half of a − b around grey, `gain` times; the second picture is drawn at the first one's size. */
export function difference(
  first: CanvasImageSource,
  second: CanvasImageSource,
  size: Size,
  gain: number,
  signed: boolean,
): Difference {
  const a = valuesOf(first, size);
  const b = valuesOf(second, size);
  let [largest, sum, pixels] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 4) {
    let any = 0;
    for (let channel = i; channel < i + 3; channel++) {
      const by = (a[channel] as number) - (b[channel] as number);
      const size = Math.abs(by);
      if (size > any) any = size;
      sum += size;
      a[channel] = signed ? 128 + (gain * by) / 2 : gain * size;
    }
    a[i + 3] = 255;
    if (any > largest) largest = any;
    if (any) pixels++;
  }
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  canvas
    .getContext("2d")
    ?.putImageData(new ImageData(a as Uint8ClampedArray<ArrayBuffer>, size.width, size.height), 0, 0);
  return { canvas, largest, mean: sum / ((a.length / 4) * 3), pixels };
}
