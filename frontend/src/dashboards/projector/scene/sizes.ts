/** How large points are: smaller the more there are, larger the nearer one looks, and never a blur. */
import type { Size } from "./looking";

/** CSS pixels of a disc at the camera's centre. */
export function discSize(count: number, zoom: number, { width, height }: Size): number {
  const room = Math.sqrt((width * height) / 600_000);
  const sparse = 13.5 - 2.05 * Math.log10(Math.max(count, 10));
  return Math.max(1.4, Math.min(10, sparse) * Math.min(1.25, Math.max(0.7, room))) * zoom ** 0.4;
}

/** CSS pixels of a picture's longer side: as many as there is room for side by side, were they spread evenly. */
export function spriteSize(count: number, zoom: number, { width, height }: Size): number {
  const even = Math.sqrt((width * height) / Math.max(count, 1));
  return Math.max(10, Math.min(64, 0.75 * even)) * zoom ** 0.6;
}
