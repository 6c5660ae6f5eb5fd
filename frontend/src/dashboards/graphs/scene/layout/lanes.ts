/**
 * Edges that pass ranks get a place in each of them, so that they keep clear of nodes: from here on every edge joins two
 * neighbouring ranks. Edges of one source share their places, and so do those to one port: they run as one and part late.
 */
import { type Adjacent, grouped } from "./adjacent";
import type { Arrows, Ranked } from "./ranks";

export interface Lanes {
  /** Nodes, and after them the places of passing edges. */
  readonly count: number;
  readonly nodes: number;
  readonly rank: Int32Array;
  readonly ranks: number;
  /** The places that edge i passes, downwards: `passed[start[i]]` up to `passed[start[i + 1]]`. */
  readonly start: Int32Array;
  readonly passed: Int32Array;
  /** Links between neighbouring ranks. */
  readonly above: Int32Array;
  readonly below: Int32Array;
  readonly weight: Float32Array;
  readonly up: Adjacent;
  readonly down: Adjacent;
}

/** So many places all edges of a level pass at most, those that they share counted for each; what is longer passes behind nodes. */
const mostPassed = 150_000;

export function lanesOf(arrows: Arrows, ranking: Ranked): Lanes {
  const made = new Making(arrows, ranking);
  for (let edge = 0; edge < arrows.tail.length; edge++) made.route(edge);
  return made.lanes();
}

class Making {
  private readonly ranksOf: number[];
  private readonly places = new Map<number, number>();
  private readonly linked = new Map<number, number>();
  private readonly above: number[] = [];
  private readonly below: number[] = [];
  private readonly weight: number[] = [];
  private readonly start: number[] = [0];
  private readonly passed: number[] = [];
  private readonly longest: number;

  constructor(
    private readonly arrows: Arrows,
    private readonly ranking: Ranked,
  ) {
    this.ranksOf = Array.from(ranking.rank);
    this.longest = longestKept(arrows, ranking);
  }

  route(edge: number): void {
    const { arrows, ranking } = this;
    const [tail, head] = [arrows.tail[edge] as number, arrows.head[edge] as number];
    const turned = ranking.turned[edge] === 1;
    const [upper, lower] = turned ? [head, tail] : [tail, head];
    const [from, to] = [ranking.rank[upper] as number, ranking.rank[lower] as number];
    if (to - from - 1 <= this.longest) {
      // Edges that run backwards are kept apart from all others.
      const bundle = turned
        ? 2 * arrows.nodes + edge
        : arrows.pinned[lower] === 1
          ? arrows.nodes + lower
          : upper;
      const weight = arrows.weight[edge] as number;
      let last = upper;
      for (let rank = from + 1; rank < to; rank++) {
        const place = this.placeOf(bundle, rank);
        this.link(last, place, weight);
        this.passed.push(place);
        last = place;
      }
      this.link(last, lower, weight);
    }
    this.start.push(this.passed.length);
  }

  private placeOf(bundle: number, rank: number): number {
    const key = bundle * this.ranking.ranks + rank;
    const known = this.places.get(key);
    if (known !== undefined) return known;
    this.places.set(key, this.ranksOf.length);
    return this.ranksOf.push(rank) - 1;
  }

  private link(above: number, below: number, weight: number): void {
    const key = above * 4_000_000 + below;
    const known = this.linked.get(key);
    if (known !== undefined) {
      this.weight[known] = (this.weight[known] as number) + weight;
      return;
    }
    this.linked.set(key, this.above.length);
    this.above.push(above);
    this.below.push(below);
    this.weight.push(weight);
  }

  lanes(): Lanes {
    const count = this.ranksOf.length;
    const [above, below] = [Int32Array.from(this.above), Int32Array.from(this.below)];
    return {
      count,
      nodes: this.arrows.nodes,
      rank: Int32Array.from(this.ranksOf),
      ranks: this.ranking.ranks,
      start: Int32Array.from(this.start),
      passed: Int32Array.from(this.passed),
      above,
      below,
      weight: Float32Array.from(this.weight),
      up: grouped(count, below),
      down: grouped(count, above),
    };
  }
}

/** The greatest number of ranks to pass for which all edges up to it fit into `mostPassed`. */
function longestKept({ tail, head }: Arrows, { rank }: Ranked): number {
  const passed = tail.map((node, edge) =>
    Math.max(0, Math.abs((rank[node] as number) - (rank[head[edge] as number] as number)) - 1),
  );
  let sum = 0;
  for (const places of passed.sort()) {
    sum += places;
    if (sum > mostPassed) return places - 1;
  }
  return Number.POSITIVE_INFINITY;
}
