/** Which rank, from the top, each node of a level is in: data flows downwards. Linear in nodes and edges. */
import { type Adjacent, added, grouped } from "./adjacent";

/** Edges between nodes 0…nodes−1, no two alike and none from a node to itself. */
export interface Arrows {
  readonly nodes: number;
  readonly tail: Int32Array;
  readonly head: Int32Array;
  /** How much an edge wants to be short. */
  readonly weight: Float32Array;
  /** The weight of edges of control, which are drawn as broken lines. */
  readonly broken: number;
  /** −1: a node of the first rank (it has edges out only), 1: of the last (edges in only), 0: of any. */
  readonly pinned: Int8Array;
  /** Of pinned nodes how far to the right they want to be. */
  readonly leaning: Float64Array;
}

export interface Ranked {
  readonly rank: Int32Array;
  readonly ranks: number;
  /** 1 for edges that run against the others, so that there are no cycles. */
  readonly turned: Uint8Array;
}

export function ranked(arrows: Arrows): Ranked {
  const turned = withoutCycles(arrows);
  const [upper, lower] = ends(arrows, turned);
  const outgoing = grouped(arrows.nodes, upper);
  const incoming = grouped(arrows.nodes, lower);
  const order = topological(arrows.nodes, outgoing, incoming, lower);
  const rank = longestPaths(arrows, order, incoming, upper);
  tighten(arrows, rank, order, { outgoing, incoming, upper, lower });
  return { rank, ranks: squeezed(rank, arrows.pinned), turned };
}

/** Tails and heads where the turned edges are turned. */
function ends({ tail, head }: Arrows, turned: Uint8Array): [Int32Array, Int32Array] {
  const upper = tail.map((node, edge) => (turned[edge] ? (head[edge] as number) : node));
  const lower = head.map((node, edge) => (turned[edge] ? (tail[edge] as number) : node));
  return [upper, lower];
}

/** Turns the lighter edge of every pair that runs both ways, and then whatever still closes a cycle, depth first from the sources. */
function withoutCycles(arrows: Arrows): Uint8Array {
  const { nodes, tail, head, weight } = arrows;
  const turned = new Uint8Array(tail.length);
  const byEnds = new Map<number, number>();
  for (let edge = 0; edge < tail.length; edge++) {
    const [from, to] = [tail[edge] as number, head[edge] as number];
    byEnds.set(from * nodes + to, edge);
    const back = byEnds.get(to * nodes + from);
    if (back !== undefined) turned[(weight[back] as number) < (weight[edge] as number) ? back : edge] = 1;
  }
  const [upper, lower] = ends(arrows, turned);
  const outgoing = grouped(nodes, upper);
  const sources = grouped(nodes, lower);
  const state = new Uint8Array(nodes);
  const next = outgoing.start.slice(0, nodes);
  const path: number[] = [];
  const walk = (root: number) => {
    if (state[root]) return;
    state[root] = 1;
    path.push(root);
    while (path.length) {
      const node = path.at(-1) as number;
      if ((next[node] as number) === (outgoing.start[node + 1] as number)) {
        state[node] = 2;
        path.pop();
        continue;
      }
      const edge = outgoing.list[added(next, node, 1) - 1] as number;
      const to = lower[edge] as number;
      if (state[to] === 1) turned[edge] = 1 - (turned[edge] as number);
      else if (state[to] === 0) {
        state[to] = 1;
        path.push(to);
      }
    }
  };
  for (let node = 0; node < nodes; node++) if (sources.start[node] === sources.start[node + 1]) walk(node);
  for (let node = 0; node < nodes; node++) walk(node);
  return turned;
}

function topological(nodes: number, outgoing: Adjacent, incoming: Adjacent, lower: Int32Array): Int32Array {
  const missing = Int32Array.from({ length: nodes }, (_, node) => degree(incoming, node));
  const order = new Int32Array(nodes);
  let known = 0;
  for (let node = 0; node < nodes; node++) if (!missing[node]) order[known++] = node;
  for (let done = 0; done < known; done++) {
    const node = order[done] as number;
    for (let i = outgoing.start[node] as number; i < (outgoing.start[node + 1] as number); i++) {
      const to = lower[outgoing.list[i] as number] as number;
      if (added(missing, to, -1) === 0) order[known++] = to;
    }
  }
  return order;
}

function degree({ start }: Adjacent, node: number): number {
  return (start[node + 1] as number) - (start[node] as number);
}

function longestPaths(
  { nodes, pinned }: Arrows,
  order: Int32Array,
  incoming: Adjacent,
  upper: Int32Array,
): Int32Array {
  const rank = new Int32Array(nodes);
  const first = pinned.includes(-1) ? 1 : 0;
  for (const node of order) {
    if (pinned[node] === -1) continue;
    let least = first;
    for (let i = incoming.start[node] as number; i < (incoming.start[node + 1] as number); i++)
      least = Math.max(least, (rank[upper[incoming.list[i] as number] as number] as number) + 1);
    rank[node] = least;
  }
  let last = 0;
  for (let node = 0; node < nodes; node++)
    last = Math.max(last, (rank[node] as number) + (pinned[node] === 1 ? 0 : 1));
  for (let node = 0; node < nodes; node++) if (pinned[node] === 1) rank[node] = last;
  return rank;
}

interface Sides {
  readonly outgoing: Adjacent;
  readonly incoming: Adjacent;
  readonly upper: Int32Array;
  readonly lower: Int32Array;
}

/** Moves what is drawn more to its users than to its sources down to them, and the other way round; a few rounds come close to the best. */
function tighten(arrows: Arrows, rank: Int32Array, order: Int32Array, sides: Sides): void {
  const pull = new Float32Array(arrows.nodes);
  for (let edge = 0; edge < arrows.tail.length; edge++) {
    const weight = arrows.weight[edge] as number;
    added(pull, sides.upper[edge] as number, weight);
    added(pull, sides.lower[edge] as number, -weight);
  }
  const least = arrows.pinned.includes(-1) ? 1 : 0;
  for (let round = 0; round < 3; round++) {
    for (let i = order.length - 1; i >= 0; i--) {
      const node = order[i] as number;
      if (arrows.pinned[node] || (pull[node] as number) <= 0) continue;
      const room = extreme(sides.outgoing, node, (edge) => rank[sides.lower[edge] as number] as number, 1);
      if (room !== null) rank[node] = room - 1;
    }
    for (const node of order) {
      if (arrows.pinned[node] || (pull[node] as number) > 0) continue;
      const room = extreme(sides.incoming, node, (edge) => rank[sides.upper[edge] as number] as number, -1);
      if (room !== null) rank[node] = Math.max(least, room + 1);
    }
  }
}

/** The least (`sign` 1) or greatest (−1) over a node's edges; null where it has none. */
function extreme(
  { start, list }: Adjacent,
  node: number,
  of: (edge: number) => number,
  sign: number,
): number | null {
  let best: number | null = null;
  for (let i = start[node] as number; i < (start[node + 1] as number); i++) {
    const value = of(list[i] as number);
    if (best === null || sign * value < sign * best) best = value;
  }
  return best;
}

/** Closes up ranks that became empty; how many are left. */
function squeezed(rank: Int32Array, pinned: Int8Array): number {
  const used = new Int32Array(rank.reduce((most, one) => Math.max(most, one), -1) + 2);
  for (const one of rank) used[one + 1] = 1;
  for (let i = 1; i < used.length; i++) added(used, i, used[i - 1] as number);
  for (let node = 0; node < rank.length; node++) rank[node] = used[rank[node] as number] as number;
  return pinned.length ? (used.at(-1) as number) : 0;
}
