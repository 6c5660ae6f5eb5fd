/** Which part of the plane is seen, and how large: a point is drawn at its place × scale + x, y, in CSS pixels. */

export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const largest = 4;
/** Names can be read from here on. */
export const legible = 0.7;
/** And from here on with some effort, where all of the picture is gained by it. */
const readable = 0.5;

export function pannedBy(camera: Camera, x: number, y: number): Camera {
  return { ...camera, x: camera.x + x, y: camera.y + y };
}

/** Keeps what is at x, y of the window there. */
export function zoomedAt(camera: Camera, factor: number, x: number, y: number, least: number): Camera {
  const scale = Math.max(least, Math.min(largest, camera.scale * factor));
  const by = scale / camera.scale;
  return { x: x - (x - camera.x) * by, y: y - (y - camera.y) * by, scale };
}

const border = 28;

/** The whole plane in the window, not larger than actual size. */
export function fitting(plane: Size, window: Size): Camera {
  const scale = Math.min(
    1,
    Math.max(1e-4, (window.width - 2 * border) / Math.max(1, plane.width)),
    Math.max(1e-4, (window.height - 2 * border) / Math.max(1, plane.height)),
  );
  return {
    scale,
    x: (window.width - plane.width * scale) / 2,
    y: (window.height - plane.height * scale) / 2,
  };
}

/** What is seen first: all of it, or as much of its upper part as can be read. */
export function opening(plane: Size, window: Size): Camera {
  const whole = fitting(plane, window);
  if (whole.scale >= readable) return whole;
  return { scale: legible, x: (window.width - plane.width * legible) / 2, y: border };
}

export function between(from: Camera, to: Camera, share: number): Camera {
  const scale = from.scale * (to.scale / from.scale) ** share;
  // The point that stays where it is on a straight way between the two.
  const part = from.scale === to.scale ? share : (scale - from.scale) / (to.scale - from.scale);
  return { scale, x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
