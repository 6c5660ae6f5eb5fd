/** From one picture to the next: what is in both moves, what is new appears. */
import type { Item, Line, Picture, Plane, Rect } from "./picture";

const length = 200;

export function still(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

interface Moving {
  readonly of: Item;
  readonly from: Rect;
  readonly to: Rect;
}

interface Bending {
  readonly of: Line;
  readonly from: Float32Array;
  readonly to: Float32Array;
}

export class Motion {
  private readonly items: Moving[] = [];
  private readonly lines: Bending[] = [];
  /** Levels that were not there before. */
  readonly fresh = new Set<string>();
  share = 0;
  private begun = 0;

  constructor(from: Picture, to: Picture) {
    const before = new Map(from.planes.map((plane) => [plane.path, plane]));
    for (const plane of to.planes) {
      const old = before.get(plane.path);
      if (!old) {
        this.fresh.add(plane.path);
        continue;
      }
      this.move(plane, old, from);
    }
    // What is in a new level is where it will be, seen from the level's box, while that moves.
    for (const plane of to.planes) if (this.fresh.has(plane.path)) this.carry(plane, from);
    for (const plane of to.planes) for (const mark of plane.marks) this.marks.push({ ...at(mark), mark });
  }

  private readonly marks: { mark: Plane["marks"][number]; x: number; y: number; to: number }[] = [];

  private move(plane: Plane, old: Plane, from: Picture): void {
    for (const item of plane.items) {
      const was = from.byPath.get(item.node.path);
      if (was) this.items.push({ of: item, from: rectOf(was), to: rectOf(item) });
    }
    // A level has the same edges in the same order, whatever is open in it.
    if (old.lines.length !== plane.lines.length) return;
    plane.lines.forEach((line, i) => {
      const was = old.lines[i] as Line;
      if (was.runs.length === line.runs.length)
        this.lines.push({ of: line, from: was.runs.slice(), to: line.runs.slice() });
    });
  }

  /** The box's top middle, in the picture before, is where the content's is. */
  private carry(plane: Plane, from: Picture): void {
    const { box } = plane;
    const was = box && from.byPath.get(box.node.path);
    if (!box || !was) return;
    const [x, y] = [was.x + was.w / 2 - (box.x + box.w / 2), was.y - box.y];
    for (const item of plane.items) {
      const to = rectOf(item);
      this.items.push({ of: item, from: { ...to, x: to.x + x, y: to.y + y }, to });
    }
    for (const line of plane.lines)
      this.lines.push({
        of: line,
        to: line.runs.slice(),
        from: line.runs.map((value, i) => value + (i % 3 ? y : x)),
      });
  }

  /** Puts everything where it is at this time; false once it is done. */
  step(now: number): boolean {
    this.begun ||= now;
    const passed = Math.min(1, (now - this.begun) / length);
    this.share = 1 - (1 - passed) ** 3;
    this.place(this.share);
    return passed < 1;
  }

  place(share: number): void {
    this.share = share;
    const mix = (from: number, to: number) => from + (to - from) * share;
    for (const { of, from, to } of this.items) {
      of.x = mix(from.x, to.x);
      of.y = mix(from.y, to.y);
      of.w = mix(from.w, to.w);
      of.h = mix(from.h, to.h);
    }
    for (const { of, from, to } of this.lines)
      for (let i = 0; i < to.length; i++) of.runs[i] = mix(from[i] as number, to[i] as number);
    for (const { mark, x, y, to } of this.marks) {
      mark.x = mark.user.x + x;
      mark.y = mark.user.y + y;
      mark.to = mark.user.x + to;
    }
  }
}

function rectOf({ x, y, w, h }: Rect): Rect {
  return { x, y, w, h };
}

function at({ user, x, y, to }: Plane["marks"][number]) {
  return { x: x - user.x, y: y - user.y, to: to - user.x };
}
