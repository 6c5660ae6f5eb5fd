/** Nodes that are set aside, small beside those that they feed (at the left) or that feed them (at the right). */
import type { Beside } from "./parts";
import { box, type Geometry, type Level, type Note } from "./shapes";

/** So many stand at one side of a node; the last line tells how many more there are. */
const most = 4;
const line = 14;
/** Between a node and its notes. */
const stub = 14;
const widest = 130;

export interface Notes {
  /** By node: the room that its notes take to the left and right, and their height. */
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly high: Float32Array;
  readonly sides: readonly Side[];
}

interface Side {
  readonly user: number;
  readonly into: boolean;
  readonly rows: readonly Beside[];
  readonly more: number;
}

export function noteRows(level: Level, beside: readonly Beside[]): Notes {
  const bySide = new Map<string, Beside[]>();
  for (const one of beside) {
    const key = `${one.user}:${one.into}`;
    const rows = bySide.get(key);
    if (rows) rows.push(one);
    else bySide.set(key, [one]);
  }
  const count = level.paths.length;
  const room = {
    left: new Float32Array(count),
    right: new Float32Array(count),
    high: new Float32Array(count),
  };
  const sides = [...bySide.values()].map((all) => {
    const [{ user, into }] = all as [Beside];
    const once = withoutRepeats(all);
    const rows = once.length > most ? once.slice(0, most - 1) : once;
    const width = rows.reduce((wide, { node }) => Math.max(wide, level.small[node] as number), 0);
    const side = into ? room.left : room.right;
    side[user] = stub + Math.min(widest, width) + 10;
    const lines = rows.length + (once.length > rows.length ? 1 : 0);
    room.high[user] = Math.max(room.high[user] as number, lines * line);
    return { user, into, rows, more: once.length - rows.length };
  });
  return { ...room, sides };
}

/** One for each node, of data before control. */
function withoutRepeats(rows: readonly Beside[]): Beside[] {
  const byNode = new Map<number, Beside>();
  for (const row of rows) if (!byNode.get(row.node) || !row.control) byNode.set(row.node, row);
  return [...byNode.values()];
}

interface Placing {
  readonly rects: {
    readonly x: Float32Array;
    readonly y: Float32Array;
    readonly w: Float32Array;
    readonly h: Float32Array;
    readonly open: readonly (Geometry | null)[];
  };
}

export function placedNotes({ sides }: Notes, { rects }: Placing): Note[] {
  return sides.flatMap(({ user, into, rows, more }) => {
    const lines = rows.length + (more ? 1 : 0);
    const high = rects.open[user] ? Math.max(box.head, lines * line) : (rects.h[user] as number);
    const middle = (rects.y[user] as number) + high / 2;
    const to = (rects.x[user] as number) + (into ? 0 : (rects.w[user] as number));
    const x = to + (into ? -stub : stub);
    const notes = rows.map(({ node, control }, i) => {
      const y = middle + (i - (lines - 1) / 2) * line;
      return { node, user, x, y, to, control, more: 0 };
    });
    const last = rows.at(-1);
    if (more && last)
      notes.push({
        node: last.node,
        user,
        x,
        y: middle + ((lines - 1) / 2) * line,
        to,
        control: false,
        more,
      });
    return notes;
  });
}
