/** Edges that pass ranks get a place in each of them, so that they keep clear of nodes: from here on every edge joins two neighbouring ranks. */
import { type Adjacent, grouped } from "./adjacent";
import type { Arrows, Ranked } from "./ranks";

export interface Lanes {
  /** Nodes, and after them the places of passing edges. */
  readonly count: number;
  readonly nodes: number;
  readonly rank: Int32Array;
  readonly ranks: number;
  /** Of each edge its first passing place, −1 where it has none, and how many. */
  readonly first: Int32Array;
  readonly passed: Int32Array;
  /** Links between neighbouring ranks. */
  readonly above: Int32Array;
  readonly below: Int32Array;
  readonly weight: Float32Array;
  readonly up: Adjacent;
  readonly down: Adjacent;
}

/** So many places for passing edges a level has at most; edges beyond it, the longest, pass behind nodes. */
const mostPlaces = 40_000;

export function lanesOf(arrows: Arrows, { rank, ranks, turned }: Ranked): Lanes {
  const { nodes, tail, head, weight } = arrows;
  const edges = tail.length;
  const passed = new Int32Array(edges);
  for (let edge = 0; edge < edges; edge++)
    passed[edge] =
      Math.abs((rank[tail[edge] as number] as number) - (rank[head[edge] as number] as number)) - 1;
  const longest = longestKept(passed);
  const first = new Int32Array(edges).fill(-1);
  const ranksOf = Array.from(rank);
  const links = { above: [] as number[], below: [] as number[], weight: [] as number[] };
  const link = (above: number, below: number, heavy: number) => {
    links.above.push(above);
    links.below.push(below);
    links.weight.push(heavy);
  };
  for (let edge = 0; edge < edges; edge++) {
    const places = passed[edge] as number;
    if (places > longest) continue;
    const [upper, lower] = turned[edge]
      ? [head[edge] as number, tail[edge] as number]
      : [tail[edge] as number, head[edge] as number];
    let last = upper;
    if (places) first[edge] = ranksOf.length;
    for (let i = 0; i < places; i++) {
      ranksOf.push((rank[upper] as number) + 1 + i);
      link(last, ranksOf.length - 1, weight[edge] as number);
      last = ranksOf.length - 1;
    }
    link(last, lower, weight[edge] as number);
  }
  const count = ranksOf.length;
  const above = Int32Array.from(links.above);
  const below = Int32Array.from(links.below);
  return {
    count,
    nodes,
    rank: Int32Array.from(ranksOf),
    ranks,
    first,
    passed: passed.map((places) => (places > longest ? 0 : places)),
    above,
    below,
    weight: Float32Array.from(links.weight),
    up: grouped(count, below),
    down: grouped(count, above),
  };
}

/** The greatest length of edges for which all up to it fit into `mostPlaces`. */
function longestKept(passed: Int32Array): number {
  let sum = 0;
  for (const places of passed.slice().sort()) {
    sum += places;
    if (sum > mostPlaces) return places - 1;
  }
  return Number.POSITIVE_INFINITY;
}
