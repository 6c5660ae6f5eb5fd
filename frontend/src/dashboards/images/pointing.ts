/** Pointer and wheel over an image: zoom under the pointer, pan, and which pixel is pointed at. */
import { nextScale, type Placed, pannedBy, type Size, zoomAt } from "./geometry";
import { pointed, zoomTo } from "./state";

/** An image in its box, on a card. */
export interface Stage {
  readonly card: string;
  readonly box: Size;
  readonly image: Size;
  readonly at: Placed;
}

/** Pixels that a hand may tremble in a click. */
const still = 4;
/** The wheel's turn, in its pixels, that is one step of the zoom. */
const turn = 60;

/** Where something happened in the box. */
function inBox(event: MouseEvent): { x: number; y: number } {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

export interface Handlers {
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerLeave(): void;
  onClick(event: MouseEvent): void;
  onWheel(event: WheelEvent): void;
}

/**
 * `stage` tells what is in the box now. The wheel zooms where `always`, elsewhere only with Ctrl, so that pages scroll.
 * `click` is called for clicks that were no drag.
 */
export function pointing(stage: () => Stage | null, always: boolean, click: () => void): Handlers {
  let grasped: { x: number; y: number } | null = null;
  let dragged = false;
  let turned = 0;
  return {
    onPointerDown(event) {
      if (event.button !== 0) return;
      grasped = inBox(event);
      dragged = false;
    },
    onPointerMove(event) {
      const now = stage();
      const { x, y } = inBox(event);
      if (!now) return;
      if (grasped && event.buttons & 1) {
        const by = { x: x - grasped.x, y: y - grasped.y };
        if (!dragged && Math.hypot(by.x, by.y) < still) return;
        if (!dragged) (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
        dragged = true;
        grasped = { x, y };
        if (now.at.width > now.box.width || now.at.height > now.box.height)
          zoomTo(now.card, pannedBy(now.box, now.at, by.x, by.y));
      }
      point(now, x, y);
    },
    onPointerLeave() {
      grasped = null;
      pointed.value = null;
    },
    onClick() {
      grasped = null;
      if (!dragged) click();
      dragged = false;
    },
    onWheel(event) {
      const now = stage();
      if (!now || !(always || event.ctrlKey)) return;
      event.preventDefault();
      turned += event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : turn);
      // A pinch comes as a wheel of small turns with Ctrl.
      const enough = event.ctrlKey && Math.abs(event.deltaY) < turn / 2 ? turn / 6 : turn;
      if (Math.abs(turned) < enough) return;
      const { x, y } = inBox(event);
      zoomTo(now.card, zoomAt(now.box, now.image, now.at, nextScale(now.at.scale, turned < 0), x, y));
      turned = 0;
    },
  };
}

function point({ card, at }: Stage, x: number, y: number): void {
  const share = { x: (x - at.left) / at.width, y: (y - at.top) / at.height };
  const inside = share.x >= 0 && share.x < 1 && share.y >= 0 && share.y < 1;
  pointed.value = inside ? { card, ...share } : null;
}

// What keys and buttons zoom: the first image of a card that is on the page.

const stages = new Map<string, Set<() => Stage | null>>();

/** An image is on the page from now on, until the result is called. */
export function enter(card: string, stage: () => Stage | null): () => void {
  const own = stages.get(card) ?? new Set();
  stages.set(card, own.add(stage));
  return () => {
    own.delete(stage);
    if (!own.size && stages.get(card) === own) stages.delete(card);
  };
}

function firstStage(card: string | null): Stage | null {
  for (const [name, own] of stages) {
    if (card !== null && card !== name) continue;
    for (const stage of own) {
      const now = stage();
      if (now) return now;
    }
  }
  return null;
}

/** Zooms the middle of a card's images, or of any card's, to a scale, or to the next one. */
export function zoomMiddle(card: string | null, to: number | "in" | "out"): void {
  const now = firstStage(card);
  if (!now) return;
  const { box, image, at } = now;
  const scale = typeof to === "number" ? to : nextScale(at.scale, to === "in");
  zoomTo(now.card, zoomAt(box, image, at, scale, box.width / 2, box.height / 2));
}
