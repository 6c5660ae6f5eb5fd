/** What the pointer does on a picture: it points, drags a zoom, chooses a step by a click, and resets by a double click. */
import { zoomTo } from "../../charts/zoom";
import { tidy } from "../../plot/scale";
import { chooseStep, chosenStep } from "../../stepping";
import type { Range } from "../../view";
import type { Shown } from "./model";
import { bucketAt } from "./outline";
import { follow, leave, markAt, pointTo } from "./pointing";
import type { Scene } from "./scene";
import { zoomValues } from "./state";

/** A pointer that moved no farther has clicked; a drag narrower than this in one direction zooms in the other alone. */
const still = 4;
const narrow = 14;

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Starts listening; the result stops it. */
export function gestures(over: HTMLElement, frame: HTMLElement, shown: Shown): () => void {
  let last: PointerEvent | null = null;
  let from: Spot | null = null;
  let asked = 0;
  const spot = ({ clientX, clientY }: MouseEvent): Spot => {
    const box = over.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  };
  const work = () => {
    asked = 0;
    const scene = shown.scene.peek();
    if (!last || !scene) return;
    if (from && over.hasPointerCapture(last.pointerId)) drawFrame(frame, from, spot(last));
    else point(shown, scene, spot(last), last);
  };
  const later = () => {
    if (!asked) asked = requestAnimationFrame(work);
  };
  const handlers: Partial<Record<string, (event: PointerEvent) => void>> = {
    pointermove: (event) => {
      last = event;
      if (from && !over.hasPointerCapture(event.pointerId) && farther(from, spot(event), still)) {
        over.setPointerCapture(event.pointerId);
        leave(shown.card);
      }
      later();
    },
    pointerleave: () => {
      last = null;
      leave(shown.card);
    },
    pointerdown: (event) => {
      if (event.pointerType === "touch") {
        // A finger cannot hover: where it taps is told.
        last = event;
        later();
      } else if (event.button === 0) from = spot(event);
    },
    pointerup: (event) => {
      const begin = from;
      from = null;
      frame.hidden = true;
      const scene = shown.scene.peek();
      if (!begin || !scene) return;
      if (farther(begin, spot(event), still)) zoom(shown, scene, begin, spot(event));
      else choose(shown, scene, begin);
    },
    dblclick: () => resetZoom(shown.card),
  };
  const stop = shown.scene.subscribe((scene) => {
    if (last) later();
    else follow(shown.card, scene);
  });
  for (const [name, handler] of Object.entries(handlers))
    over.addEventListener(name, handler as EventListener);
  return () => {
    for (const [name, handler] of Object.entries(handlers))
      over.removeEventListener(name, handler as EventListener);
    cancelAnimationFrame(asked);
    stop();
    leave(shown.card);
  };
}

function farther(a: Spot, b: Spot, than: number): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) > than;
}

function point(
  { card }: Shown,
  scene: Scene,
  { x, y }: Spot,
  { clientX: left, clientY: top }: PointerEvent,
): void {
  const found = markAt(scene, x, y);
  if (!found) leave(card);
  else {
    const { histograms, row } = found.mark;
    const bucket = bucketAt(histograms, row, found.value);
    pointTo({ card, scene, mark: found.mark, bucket, left, top });
  }
}

/** A click chooses the step that lies below, or gives up the one that was chosen. */
function choose({ card }: Shown, scene: Scene, { x, y }: Spot): void {
  const found = markAt(scene, x, y);
  if (!found || scene.wish.mode === "single") return;
  const step = found.mark.histograms.step[found.mark.row] as number;
  chooseStep(card, chosenStep(card) === step ? null : step);
}

export function resetZoom(card: string): void {
  zoomValues(card, null);
  zoomTo(card, null);
}

function drawFrame(frame: HTMLElement, a: Spot, b: Spot): void {
  frame.hidden = false;
  const [width, height] = [Math.abs(a.x - b.x), Math.abs(a.y - b.y)];
  frame.style.cssText = `left:${Math.min(a.x, b.x)}px;top:${Math.min(a.y, b.y)}px;width:${width}px;height:${height}px`;
}

function zoom({ card }: Shown, scene: Scene, a: Spot, b: Spot): void {
  const { mode } = scene.wish;
  const plot = scene.plots.find(
    ({ box: { left, top, width, height } }) =>
      a.x >= left - 6 && a.x <= left + width + 6 && a.y >= top - 6 && a.y <= top + height + 6,
  );
  if (!plot) return;
  const { box, values } = plot;
  const across = Math.abs(a.x - b.x) >= narrow ? span(a.x - box.left, b.x - box.left, box.width) : null;
  const foot = mode === "offset" ? scene.tall : 0;
  const down =
    Math.abs(a.y - b.y) >= narrow
      ? span(a.y - box.top - foot, b.y - box.top - foot, box.height - foot)
      : null;
  if (mode === "heat") {
    if (across) zoomTo(card, within(scene.times, across));
    if (down) zoomValues(card, within(values, [1 - down[1], 1 - down[0]]));
    return;
  }
  if (across) zoomValues(card, within(values, across));
  if (down && mode === "offset") zoomTo(card, within(scene.times, down));
}

/** Two places as shares of a length, in order; null where they are one. */
function span(a: number, b: number, length: number): Range | null {
  const share = (v: number) => Math.min(1, Math.max(0, v / length));
  const [low, high] = [share(Math.min(a, b)), share(Math.max(a, b))];
  return low < high ? [low, high] : null;
}

/** The part of a range that lies between two shares of it. */
function within([low, high]: Range, [from, to]: Range): Range {
  const range = (high - low) * (to - from);
  return [tidy(low + from * (high - low), range), tidy(low + to * (high - low), range)];
}
