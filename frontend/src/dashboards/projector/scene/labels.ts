/** Names beside points: the most telling first, and none over another. */
import type { Projected } from "./projected";

/** So many names at most. */
export const mostNames = 300;
/** So many are tried. */
const mostTried = 2000;
/** CSS pixels. */
const lineHeight = 15;
const gap = 5;
const longest = 180;
/** A field of this size has one name that is tried, but for those of points that stand out. */
const field = [64, 18] as const;

export interface Naming {
  readonly points: Projected;
  readonly width: number;
  readonly height: number;
  /** Rows that come before all others. */
  readonly first: readonly number[];
  /** Whether any others are named. */
  readonly rest: boolean;
  readonly name: (row: number) => string | null;
  /** CSS pixels from a point's middle to its rim. */
  readonly radius: (row: number) => number;
}

export interface Name {
  readonly row: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** The names there is room for, and the left middle of each in CSS pixels. `widthOf` measures a text. */
export function named(naming: Naming, widthOf: (text: string) => number): Name[] {
  const { points, first, rest, width, height } = naming;
  const taken: Box[][] = [];
  const names: Name[] = [];
  const tried = new Set(first);
  const rows = rest ? [...first, ...candidates(points, width, height, tried)] : first;
  for (const row of rows) {
    if (names.length >= mostNames) break;
    const text = naming.name(row);
    if (!text) continue;
    const [x, y] = [points.places[2 * row] as number, points.places[2 * row + 1] as number];
    if (!(x >= 0 && x < width && y >= lineHeight / 2 && y < height - lineHeight / 2)) continue;
    const wide = Math.min(longest, widthOf(text));
    const away = naming.radius(row) + gap;
    // At the right where there is room in the picture, else at the left.
    const left = x + away + wide > width && x - away - wide > 0 ? x - away - wide : x + away;
    if (!free(taken, [left - 2, y - lineHeight / 2, left + wide + 2, y + lineHeight / 2])) continue;
    names.push({ row, text, x: left, y });
  }
  return names;
}

/** One point a field, the nearest to the eye; the nearest first. In 2-D by rows. */
function candidates(
  { places, depths }: Projected,
  width: number,
  height: number,
  but: Set<number>,
): number[] {
  const across = Math.ceil(width / field[0]);
  const fields = new Int32Array(across * Math.ceil(height / field[1])).fill(-1);
  for (let row = 0, i = 0; i < places.length; row++, i += 2) {
    const [x, y] = [places[i] as number, places[i + 1] as number];
    if (!(x >= 0 && x < width && y >= 0 && y < height)) continue;
    const at = Math.floor(y / field[1]) * across + Math.floor(x / field[0]);
    const held = fields[at] as number;
    if (held < 0 || (depths && (depths[row] as number) < (depths[held] as number))) fields[at] = row;
  }
  const rows = [...fields].filter((row) => row >= 0 && !but.has(row));
  const depth = (row: number) => (depths ? (depths[row] as number) : row);
  return rows.sort((one, other) => depth(one) - depth(other)).slice(0, mostTried);
}

type Box = readonly [left: number, top: number, right: number, bottom: number];

/** Takes the room of a box, unless some of it is taken. Boxes are kept by the lines that they touch. */
function free(taken: Box[][], box: Box): boolean {
  const [left, top, right, bottom] = box;
  const lines = [Math.floor(top / lineHeight), Math.floor(bottom / lineHeight)].map((line) =>
    Math.max(0, line),
  );
  for (const line of lines)
    for (const other of taken[line] ?? [])
      if (left < other[2] && right > other[0] && top < other[3] && bottom > other[1]) return false;
  for (const line of new Set(lines)) {
    taken[line] ??= [];
    taken[line].push(box);
  }
  return true;
}

/** Writes names on a canvas in CSS pixels, each with a halo of the background. */
export function write(
  paper: CanvasRenderingContext2D,
  names: readonly Name[],
  inks: { readonly text: string; readonly halo: string },
): void {
  paper.textBaseline = "middle";
  paper.lineJoin = "round";
  paper.lineWidth = 3;
  paper.strokeStyle = inks.halo;
  paper.fillStyle = inks.text;
  for (const { text, x, y } of names) {
    const short = shortened(paper, text);
    paper.strokeText(short, x, y);
    paper.fillText(short, x, y);
  }
}

function shortened(paper: CanvasRenderingContext2D, text: string): string {
  if (paper.measureText(text).width <= longest) return text;
  let kept = Math.min(text.length, 60);
  while (kept > 1 && paper.measureText(`${text.slice(0, kept)}…`).width > longest) kept--;
  return `${text.slice(0, kept)}…`;
}
