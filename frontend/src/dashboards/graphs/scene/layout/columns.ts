/**
 * Where nodes stand from left to right, in their order, so that long edges are straight and nodes stand over the middle of what they feed:
 * U. Brandes, B. Köpf, "Fast and simple horizontal coordinate assignment", 2001. Linear in nodes and links.
 */
import { type Adjacent, added, grouped } from "./adjacent";
import type { Lanes } from "./lanes";
import { place } from "./order";

/** Room that each place takes to the left and to the right of its x, margins included. */
export interface Room {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** The x of every place; the least is 0 with its room. */
export function columns(lanes: Lanes, layers: readonly Int32Array[], room: Room): Float64Array {
  const position = new Int32Array(lanes.count);
  place(layers, position);
  const conflicts = crossedLanes(lanes, layers, position);
  const mirrored = layers.map((layer) => layer.slice().reverse());
  const mirroredRoom = { left: room.right, right: room.left };
  const candidates: Float64Array[] = [];
  for (const downwards of [true, false]) {
    for (const leftwards of [true, false]) {
      const rows = leftwards ? layers : mirrored;
      const roots = aligned(lanes, rows, conflicts, downwards);
      const x = compacted(rows, roots, leftwards ? room : mirroredRoom);
      candidates.push(leftwards ? x : x.map((one) => -one));
    }
  }
  return balanced(candidates, room);
}

/** Links that cross the lane of a passing edge give way to it: 1 for each of them. */
function crossedLanes(lanes: Lanes, layers: readonly Int32Array[], position: Int32Array): Uint8Array {
  const crossed = new Uint8Array(lanes.above.length);
  const { start, list } = lanes.up;
  const laneAbove = (node: number) => {
    const link = node < lanes.nodes ? undefined : laneOf(lanes, lanes.up, lanes.above, node);
    return link === undefined ? -1 : (position[lanes.above[link] as number] as number);
  };
  for (let rank = 1; rank < layers.length; rank++) {
    const layer = layers[rank] as Int32Array;
    let [from, done] = [0, 0];
    for (let i = 0; i < layer.length; i++) {
      const lane = laneAbove(layer[i] as number);
      if (lane < 0 && i < layer.length - 1) continue;
      const to = lane < 0 ? Number.POSITIVE_INFINITY : lane;
      for (; done <= i; done++) {
        const node = layer[done] as number;
        for (let j = start[node] as number; j < (start[node + 1] as number); j++) {
          const above = lanes.above[list[j] as number] as number;
          const at = position[above] as number;
          const both = node >= lanes.nodes && above >= lanes.nodes;
          if (!both && (at < from || at > to)) crossed[list[j] as number] = 1;
        }
      }
      from = to;
    }
  }
  return crossed;
}

/** Joins each node with the middle one of its neighbours above (or below) into a column; the column's first node stands for it. */
function aligned(
  lanes: Lanes,
  rows: readonly Int32Array[],
  conflicts: Uint8Array,
  downwards: boolean,
): Int32Array {
  const position = new Int32Array(lanes.count);
  place(rows, position);
  const root = Int32Array.from({ length: lanes.count }, (_, node) => node);
  const taken = new Uint8Array(lanes.count);
  const [side, other] = downwards ? [lanes.up, lanes.above] : [lanes.down, lanes.below];
  for (let i = 0; i < rows.length; i++) {
    let last = -1;
    for (const node of rows[downwards ? i : rows.length - 1 - i] as Int32Array) {
      for (const link of middle(lanes, side, other, node, position)) {
        const neighbour = other[link] as number;
        if (conflicts[link] || taken[neighbour] || (position[neighbour] as number) <= last) continue;
        root[node] = root[neighbour] as number;
        taken[neighbour] = 1;
        last = position[neighbour] as number;
        break;
      }
    }
  }
  return root;
}

/** The link with which a passing edge goes on passing, if it does. */
function laneOf(
  lanes: Lanes,
  { start, list }: Adjacent,
  other: Int32Array,
  node: number,
): number | undefined {
  for (let i = start[node] as number; i < (start[node + 1] as number); i++) {
    const link = list[i] as number;
    if ((other[link] as number) >= lanes.nodes) return link;
  }
  return undefined;
}

/** The one or two links to the middle of a node's neighbours, of those that carry most; a passing edge goes straight on. */
function middle(
  lanes: Lanes,
  side: Adjacent,
  other: Int32Array,
  node: number,
  position: Int32Array,
): readonly number[] {
  const [from, to] = [side.start[node] as number, side.start[node + 1] as number];
  if (to - from <= 1) return to > from ? [side.list[from] as number] : [];
  const straight = node >= lanes.nodes ? laneOf(lanes, side, other, node) : undefined;
  if (straight !== undefined) return [straight];
  const all = Array.from(side.list.subarray(from, to));
  const heavy = all.filter((link) => (lanes.weight[link] as number) >= 1);
  const links = heavy.length ? heavy : all;
  const at = (link: number) => position[other[link] as number] as number;
  links.sort((a, b) => at(a) - at(b));
  const half = (links.length - 1) / 2;
  const picked = [links[Math.floor(half)] as number];
  if (half % 1) picked.push(links[Math.ceil(half)] as number);
  return picked;
}

/** Columns as far left as they go; then those with room to the right closer to what stands there. */
function compacted(rows: readonly Int32Array[], root: Int32Array, room: Room): Float64Array {
  const pairs = { left: [] as number[], right: [] as number[], apart: [] as number[] };
  for (const row of rows) {
    for (let i = 1; i < row.length; i++) {
      const [a, b] = [row[i - 1] as number, row[i] as number];
      pairs.left.push(root[a] as number);
      pairs.right.push(root[b] as number);
      pairs.apart.push((room.right[a] as number) + (room.left[b] as number));
    }
  }
  const after = grouped(root.length, pairs.left);
  const order = fromLeft(root.length, after, pairs.right);
  const x = new Float64Array(root.length);
  for (const column of order) {
    for (let i = after.start[column] as number; i < (after.start[column + 1] as number); i++) {
      const pair = after.list[i] as number;
      const to = pairs.right[pair] as number;
      x[to] = Math.max(x[to] as number, (x[column] as number) + (pairs.apart[pair] as number));
    }
  }
  for (let at = order.length - 1; at >= 0; at--) {
    const column = order[at] as number;
    let most = Number.POSITIVE_INFINITY;
    for (let i = after.start[column] as number; i < (after.start[column + 1] as number); i++) {
      const pair = after.list[i] as number;
      most = Math.min(most, (x[pairs.right[pair] as number] as number) - (pairs.apart[pair] as number));
    }
    if (Number.isFinite(most)) x[column] = Math.max(x[column] as number, most);
  }
  return x.map((_, node) => x[root[node] as number] as number);
}

/** Columns so that each comes after all that stand to its left. */
function fromLeft(count: number, after: Adjacent, right: readonly number[]): Int32Array {
  const missing = new Int32Array(count);
  for (const column of right) added(missing, column, 1);
  const order = new Int32Array(count);
  let known = 0;
  for (let column = 0; column < count; column++) if (!missing[column]) order[known++] = column;
  for (let done = 0; done < known; done++) {
    const column = order[done] as number;
    for (let i = after.start[column] as number; i < (after.start[column + 1] as number); i++) {
      const to = right[after.list[i] as number] as number;
      if (added(missing, to, -1) === 0) order[known++] = to;
    }
  }
  return order;
}

/** The mean of the two middle ones of the four, moved to the side on which each leans. */
function balanced(candidates: readonly Float64Array[], room: Room): Float64Array {
  const spans = candidates.map((x) => spanOf(x, room));
  const narrow = spans.reduce((best, span) => (span.high - span.low < best.high - best.low ? span : best));
  const moved = candidates.map((x, i) => {
    const span = spans[i] as Span;
    const by = i % 2 === 0 ? narrow.low - span.low : narrow.high - span.high;
    return x.map((one) => one + by);
  });
  const [a, b, c, d] = moved as [Float64Array, Float64Array, Float64Array, Float64Array];
  const x = a.map((_, node) => {
    const four = [a[node], b[node], c[node], d[node]] as [number, number, number, number];
    return (four[0] + four[1] + four[2] + four[3] - Math.min(...four) - Math.max(...four)) / 2;
  });
  const { low } = spanOf(x, room);
  return x.map((one) => one - low);
}

interface Span {
  readonly low: number;
  readonly high: number;
}

function spanOf(x: Float64Array, { left, right }: Room): Span {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < x.length; i++) {
    low = Math.min(low, (x[i] as number) - (left[i] as number));
    high = Math.max(high, (x[i] as number) + (right[i] as number));
  }
  return x.length ? { low, high } : { low: 0, high: 0 };
}
