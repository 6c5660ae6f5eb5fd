/** What is written over the points: names of those that stand out or of as many as there is room for, and of the axes. */
import type { Given } from "./given";
import { mostNames, named, write } from "./labels";
import type { Size, View } from "./looking";
import { type Projected, projected } from "./projected";
import { axisEnds } from "./renderer";

/** So many points that stand out are named unasked. */
const fewNamed = 40;

/** `points` are projected only where some are to be named; `radius` of a disc at a depth. */
export function namePoints(
  paper: CanvasRenderingContext2D,
  given: Given,
  size: Size,
  points: () => Projected | null,
  radius: (depth: number) => number,
): void {
  const first = standingOut(given);
  const rest = given.labelled && !first.length && !given.selected.length && !given.marked;
  const placed = first.length || rest ? points() : null;
  if (!placed) return;
  const rimOf = (row: number) => radius(placed.depths?.[row] ?? 1);
  const naming = { points: placed, ...size, first, rest, name: given.name, radius: rimOf };
  const names = named(naming, (text) => paper.measureText(text).width);
  write(paper, names, { text: given.inks.label, halo: given.inks.halo });
}

/** The points whose names come first: the marked and the selected ones; unasked, unless they are a crowd. */
function standingOut({ marked, selected, labelled }: Given): number[] {
  const few = (rows: Uint32Array) => (labelled || rows.length <= fewNamed ? rows.subarray(0, mostNames) : []);
  const of = marked?.of ?? null;
  return [...(of === null ? [] : [of]), ...(marked ? few(marked.rows) : []), ...few(selected)];
}

export function nameAxes(paper: CanvasRenderingContext2D, given: Given, view: View, size: Size): void {
  const { layout, dimensions, axisNames, inks } = given;
  if (!axisNames) return;
  const ends = projected(axisEnds(layout, dimensions), new Uint8Array(24).fill(1), view, size);
  const placed = axisNames.slice(0, dimensions).flatMap((text, axis) => {
    const at = 4 * axis + 2;
    const [x, y] = [ends.places[at] as number, ends.places[at + 1] as number];
    // In a plane the edge that an axis goes to tells which it is; in space only its end does.
    const seen = x > 0 && y > 0 && x < size.width && y < size.height;
    if (!seen && dimensions === 3) return [];
    const wide = paper.measureText(text).width;
    return { row: axis, text, x: inside(x, size.width, wide), y: inside(y - lift, size.height, lift) };
  });
  write(paper, placed, { text: inks.faint, halo: inks.halo });
}

/** CSS pixels that an axis' name stands above its end, and away from the picture's edges. */
const lift = 9;

/** A place along a side that leaves room for a text. */
function inside(at: number, side: number, room: number): number {
  return Math.max(lift, Math.min(side - room - lift, at));
}
