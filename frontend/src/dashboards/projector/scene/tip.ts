/** Where the name of the point that is pointed at stands: beside it, and within the picture. */
import type { Size } from "./looking";

/** CSS pixels. */
const gap = 12;
const widest = 260;

export function tipPlace(x: number, y: number, { width, height }: Size): Record<string, string> {
  const left = x + gap + widest > width && x > width / 2;
  const up = y > height / 2;
  return {
    ...(left ? { right: `${width - x + gap}px` } : { left: `${x + gap}px` }),
    ...(up ? { bottom: `${height - y + gap / 2}px` } : { top: `${y + gap / 2}px` }),
    maxWidth: `${Math.min(widest, (left ? x : width - x) - gap - 8)}px`,
  };
}
