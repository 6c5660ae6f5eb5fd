/** What is under the pointer. */
import type { Seen } from "../request";
import { seen as among, lineHeight, lineTop, type Placed, tickHeight } from "./rows";
import type { Hover, Row, Stretch } from "./types";

interface Ground {
  readonly placed: readonly Placed[];
  readonly seen: Seen | null;
  readonly categories: readonly string[];
  readonly view: Stretch;
  readonly width: number;
}

/** How many pixels beside a narrow slice or a tick one may point. */
const near = 3;

/** The row at a height, and how far below its top that is. */
export function rowAt(placed: readonly Placed[], y: number): { row: Row; below: number } | null {
  const [one] = among(placed, y, y + 1);
  return one && y >= one.top ? { row: one.row, below: y - one.top } : null;
}

export function hit(ground: Ground, x: number, y: number): Hover | null {
  const at = rowAt(ground.placed, y);
  const { seen } = ground;
  if (!at || !seen || at.row.kind === "process") return null;
  const time = ground.view.from + (x / ground.width) * (ground.view.to - ground.view.from);
  const reach = (near * (ground.view.to - ground.view.from)) / ground.width;
  if (at.row.kind === "counter") return counterHit(at.row.counter.number, seen, time, at.row.counter);
  const { track } = at.row;
  const part = seen.tracks.get(track.number);
  if (!part) return null;
  if (!at.row.folded && track.instants && at.below < tickHeight) {
    const place = nearest(part.instants.time, part.instants.rows, time, reach);
    if (place >= 0)
      return {
        kind: "instant",
        row: part.instants.row[place] as number,
        merged: part.instants.merged[place] as number,
        name: seen.names[part.instants.name[place] as number] ?? "",
        time: part.instants.time[place] as number,
      };
  }
  const line = at.row.folded ? 0 : Math.floor((at.below - lineTop(at.row, 0)) / lineHeight);
  const place = sliceAt(part.slices, line, time, reach);
  if (place < 0) return null;
  const { slices } = part;
  return {
    kind: "slice",
    row: slices.row[place] as number,
    merged: slices.merged[place] as number,
    name: seen.names[slices.name[place] as number] ?? "",
    category: ground.categories[slices.category[place] as number] ?? "",
    start: slices.start[place] as number,
    end: slices.end[place] as number,
    busy: slices.busy[place] as number,
  };
}

/** The slice of a line that is open at a time, else the nearest within reach; -1 for none. Slices come line by line. */
function sliceAt(
  {
    rows,
    start,
    end,
    line: lines,
  }: { rows: number; start: ArrayLike<number>; end: ArrayLike<number>; line: ArrayLike<number> },
  line: number,
  time: number,
  reach: number,
): number {
  let best = -1;
  let least = reach;
  for (let i = 0; i < rows; i++) {
    if (lines[i] !== line) continue;
    const away = Math.max((start[i] as number) - time, time - (end[i] as number), 0);
    if (away < least || (away === 0 && least > 0)) {
      best = i;
      least = away;
    }
  }
  return best;
}

function nearest(times: ArrayLike<number>, rows: number, time: number, reach: number): number {
  let best = -1;
  let least = 2 * reach;
  for (let i = 0; i < rows; i++) {
    const away = Math.abs((times[i] as number) - time);
    if (away < least) {
      best = i;
      least = away;
    }
  }
  return best;
}

function counterHit(
  number: number,
  seen: Seen,
  time: number,
  { name, field }: { name: string; field: string },
): Hover | null {
  const steps = seen.counters.get(number);
  if (!steps?.rows) return null;
  let place = -1;
  while (place + 1 < steps.rows && (steps.time[place + 1] as number) <= time) place++;
  if (place < 0) return null;
  return {
    kind: "counter",
    name: field && field !== name ? `${name} · ${field}` : name,
    time: steps.time[place] as number,
    low: steps.low[place] as number,
    high: steps.high[place] as number,
    last: steps.last[place] as number,
  };
}
