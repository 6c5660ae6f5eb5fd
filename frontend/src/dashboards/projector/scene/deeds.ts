/** What gestures come to in the scene. */
import type { Deeds, Spot } from "./gestures";
import { insideBox, insideOutline } from "./inside";
import { moved, turned, zoomed } from "./looking";
import type { Stage } from "./stage";
import type { ScatterProps } from "./types";

/** Milliseconds that the pointer rests before many points are searched for the one under it. */
const pause = 40;
/** So many are searched at every movement. */
const searched = 50_000;

/** Finds the point under the pointer, and tells when it is another. */
export class Pointer {
  private timer = 0;
  private row: number | null = null;
  private spot: Spot | null = null;

  constructor(
    private readonly stage: Stage,
    private readonly tell: (row: number | null) => void,
  ) {}

  at(spot: Spot | null): void {
    this.spot = spot;
    clearTimeout(this.timer);
    const rows = (this.stage.given?.layout.at.length ?? 0) / 3;
    const find = () => this.found(spot && this.stage.rowAt(spot));
    if (spot && rows > searched) this.timer = setTimeout(find, pause);
    else find();
  }

  /** Something else may be under it now, once the picture has followed the camera. */
  again(): void {
    clearTimeout(this.timer);
    if (this.spot) this.timer = setTimeout(() => this.at(this.spot), pause);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private found(row: number | null): void {
    if (row === this.row) return;
    this.row = row;
    this.tell(row);
  }
}

export function deedsOf(
  stage: Stage,
  pointer: Pointer,
  props: () => ScatterProps,
  show: (outline: readonly Spot[] | null) => void,
): Deeds {
  return {
    draws: () => props().mode.peek() !== "orbit",
    drag(right, down, move) {
      const { camera, dimensions } = props();
      const { view, size } = stage;
      if (!view) return;
      const now = camera.peek();
      camera.value =
        move || dimensions === 2 ? moved(now, view, right, down) : turned(now, size, right, down);
    },
    zoom(factor, [x, y]) {
      const { camera } = props();
      const { view, size } = stage;
      if (!view) return;
      camera.value = zoomed(camera.peek(), view, factor, x - size.width / 2, y - size.height / 2);
      pointer.again();
    },
    outline: (spots) => show([...spots]),
    outlined(spots, done, additive) {
      show(null);
      const points = done ? stage.points() : null;
      const { mode, onSelect } = props();
      if (points) onSelect(within(points.places, spots, mode.peek() === "box"), additive);
    },
    point: (at) => pointer.at(at),
    doubleClick(at) {
      const fitted = stage.rowAt(at) === null && stage.fitted();
      if (fitted) props().camera.value = fitted;
    },
    click: (at, additive) => props().onPick(stage.rowAt(at), additive),
  };
}

function within(places: Float32Array, spots: readonly Spot[], box: boolean): Uint32Array {
  const [first, last] = [spots[0] as Spot, spots.at(-1) as Spot];
  return box ? insideBox(places, first, last) : insideOutline(places, spots.flat());
}
