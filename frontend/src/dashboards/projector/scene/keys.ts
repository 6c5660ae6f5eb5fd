/** What keys do to the camera. */
import { moved, type Size, turned, type View, zoomed } from "./looking";
import type { Camera } from "./types";

/** CSS pixels that a key turns or moves by. */
const step = 40;
const arrows: Record<string, readonly [right: number, down: number]> = {
  ArrowLeft: [-step, 0],
  ArrowRight: [step, 0],
  ArrowUp: [0, -step],
  ArrowDown: [0, step],
};
const zooms: Record<string, number> = { "+": 1.25, "=": 1.25, "-": 0.8, _: 0.8 };

/** The camera after a key; null for one that means nothing. */
export function afterKey(
  { key, shiftKey }: KeyboardEvent,
  camera: Camera,
  view: View,
  size: Size,
): Camera | null {
  const arrow = arrows[key];
  const deep = view.distance !== null;
  if (arrow && deep && !shiftKey) return turned(camera, size, ...arrow);
  // What is there in the arrow's direction comes into view.
  if (arrow) return moved(camera, view, -arrow[0], -arrow[1]);
  const factor = zooms[key];
  return factor ? zoomed(camera, view, factor) : null;
}
