/** Where an image stands in its box. Boxes are in CSS pixels, scales in device pixels a pixel of the image. */
import type { Zoom } from "./state";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Placed extends Size {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

const ratio = () => window.devicePixelRatio || 1;

/** The scale at which an image fits; what is enlarged becomes a whole number of times as large, so that its pixels are squares. */
export function fitting(box: Size, image: Size): number {
  const scale = ratio() * Math.min(box.width / image.width, box.height / image.height);
  return scale > 1 ? Math.floor(scale) : scale;
}

/** An image in its box: fitted, or zoomed; without a gap where it is larger than the box. */
export function placed(box: Size, image: Size, zoom: Zoom | null): Placed {
  const scale = zoom?.scale ?? fitting(box, image);
  const across = along(box.width, image.width * scale, zoom?.x ?? 0.5);
  const down = along(box.height, image.height * scale, zoom?.y ?? 0.5);
  return { left: across.from, top: down.from, width: across.length, height: down.length, scale };
}

/** On whole device pixels, so that nothing is blurred. */
function along(box: number, devicePixels: number, middle: number): { from: number; length: number } {
  const length = devicePixels / ratio();
  const wish = box / 2 - middle * length;
  const from = length <= box ? (box - length) / 2 : Math.max(box - length, Math.min(0, wish));
  return { from: Math.round(from * ratio()) / ratio(), length };
}

const levels = [
  1 / 32,
  1 / 16,
  1 / 8,
  1 / 6,
  1 / 4,
  1 / 3,
  1 / 2,
  2 / 3,
  1,
  2,
  3,
  4,
  6,
  8,
  12,
  16,
  24,
  32,
  48,
  64,
];

/** The next scale up or down of those that are sharp. */
export function nextScale(scale: number, up: boolean): number {
  const near = 1e-3;
  const next = up
    ? levels.find((level) => level > scale * (1 + near))
    : levels.findLast((level) => level < scale * (1 - near));
  return next ?? scale;
}

/** The zoom at another scale that keeps in its place what is there in the box, such as under the pointer. */
export function zoomAt(box: Size, image: Size, now: Placed, scale: number, x: number, y: number): Zoom {
  const share = (at: number, from: number, length: number) => Math.max(0, Math.min(1, (at - from) / length));
  const middle = (boxLength: number, pixels: number, at: number, kept: number) => {
    const length = (pixels * scale) / ratio();
    return length <= boxLength ? 0.5 : inside(kept + (boxLength / 2 - at) / length, boxLength / length);
  };
  return {
    scale,
    x: middle(box.width, image.width, x, share(x, now.left, now.width)),
    y: middle(box.height, image.height, y, share(y, now.top, now.height)),
  };
}

/** The zoom after a drag by so many CSS pixels. */
export function pannedBy(box: Size, now: Placed, byX: number, byY: number): Zoom {
  const middle = (boxLength: number, from: number, length: number, by: number) =>
    length <= boxLength ? 0.5 : inside((boxLength / 2 - from - by) / length, boxLength / length);
  return {
    scale: now.scale,
    x: middle(box.width, now.left, now.width, byX),
    y: middle(box.height, now.top, now.height, byY),
  };
}

/** A middle so that the box, `share` of the image long, is filled. */
function inside(middle: number, share: number): number {
  return Math.max(share / 2, Math.min(1 - share / 2, middle));
}
