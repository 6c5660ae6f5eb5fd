/**
 * Edges that pass ranks get a place in each of them, so that they keep clear of nodes: from here on every link joins two
 * neighbouring ranks. Edges of one source share a trunk, which they leave for their targets, and so do edges to one port,
 * which they join: what is drawn, and the work, grows with nodes and edges and not with how far edges go.
 */
import { type Adjacent, grouped } from "./adjacent";
import type { Arrows, Ranked } from "./ranks";

export interface Trunk {
  /** Where it begins, or ends if it `joins`. */
  readonly node: number;
  readonly joins: boolean;
  /** One of its edges. */
  readonly edge: number;
  /** Its places, from the top, one a rank. */
  readonly places: readonly number[];
}

export interface Lanes {
  /** Nodes, and after them the places of passing edges. */
  readonly count: number;
  readonly nodes: number;
  readonly rank: Int32Array;
  readonly ranks: number;
  readonly trunks: readonly Trunk[];
  /** Of each edge its trunk, −1 where it has none, and at which of the trunk's places it leaves or joins that. */
  readonly trunk: Int32Array;
  readonly joint: Int32Array;
  /** Links between neighbouring ranks. */
  readonly above: Int32Array;
  readonly below: Int32Array;
  readonly weight: Float32Array;
  readonly up: Adjacent;
  readonly down: Adjacent;
}

/** So many places a level has at most; edges of the trunks beyond, the longest, pass behind nodes. */
const mostPlaces = 30_000;

export function lanesOf(arrows: Arrows, ranking: Ranked): Lanes {
  const made = new Making(arrows, ranking);
  const bundles = bundlesOf(arrows, ranking);
  bundles.sort((a, b) => a.length - b.length);
  for (const bundle of bundles) made.lead(bundle);
  return made.lanes();
}

interface Bundle {
  readonly node: number;
  readonly joins: boolean;
  readonly edges: number[];
  /** Ranks that it passes. */
  length: number;
}

function bundlesOf(arrows: Arrows, { rank, turned }: Ranked): Bundle[] {
  const bundles = new Map<number, Bundle>();
  for (let edge = 0; edge < arrows.tail.length; edge++) {
    const [tail, head] = [arrows.tail[edge] as number, arrows.head[edge] as number];
    const [upper, lower] = turned[edge] ? [head, tail] : [tail, head];
    const joins = arrows.pinned[lower] === 1;
    // Edges that run backwards are kept apart from all others, and broken ones from whole ones.
    const broken = (arrows.weight[edge] as number) === arrows.broken ? 1 : 0;
    const own = turned[edge] ? 2 * arrows.nodes + edge : joins ? arrows.nodes + lower : upper;
    const bundle = bundles.get(2 * own + broken) ?? {
      node: joins ? lower : upper,
      joins,
      edges: [],
      length: 0,
    };
    bundle.edges.push(edge);
    bundle.length = Math.max(bundle.length, (rank[lower] as number) - (rank[upper] as number) - 1);
    bundles.set(2 * own + broken, bundle);
  }
  return [...bundles.values()];
}

class Making {
  private readonly ranksOf: number[];
  private readonly above: number[] = [];
  private readonly below: number[] = [];
  private readonly weight: number[] = [];
  private readonly trunks: Trunk[] = [];
  private readonly trunk: Int32Array;
  private readonly joint: Int32Array;

  constructor(
    private readonly arrows: Arrows,
    private readonly ranking: Ranked,
  ) {
    this.ranksOf = Array.from(ranking.rank);
    this.trunk = new Int32Array(arrows.tail.length).fill(-1);
    this.joint = new Int32Array(arrows.tail.length);
  }

  lead(bundle: Bundle): void {
    const { rank } = this.ranking;
    const fits = this.ranksOf.length + bundle.length <= this.arrows.nodes + mostPlaces;
    const places = fits && bundle.length ? this.placesOf(bundle) : [];
    const carried = new Float32Array(places.length + 1);
    for (const edge of bundle.edges) {
      const [upper, lower] = this.endsOf(edge);
      const passed = (rank[lower] as number) - (rank[upper] as number) - 1;
      if (passed && !places.length) continue;
      const weight = this.arrows.weight[edge] as number;
      const joint = bundle.joins ? places.length - passed : passed - 1;
      const place = passed ? (places[joint] as number) : -1;
      if (bundle.joins) this.link(upper, passed ? place : lower, weight);
      else this.link(passed ? place : upper, lower, weight);
      if (!passed) continue;
      this.trunk[edge] = this.trunks.length - 1;
      this.joint[edge] = joint;
      carried[joint] = (carried[joint] as number) + weight;
    }
    if (places.length) this.linkTrunk(bundle, places, carried);
  }

  private endsOf(edge: number): [number, number] {
    const { tail, head } = this.arrows;
    const ends: [number, number] = [tail[edge] as number, head[edge] as number];
    return this.ranking.turned[edge] ? [ends[1], ends[0]] : ends;
  }

  private placesOf({ node, joins, edges, length }: Bundle): number[] {
    const at = this.ranking.rank[node] as number;
    const places: number[] = [];
    for (let i = 0; i < length; i++) places.push(this.ranksOf.push(joins ? at - length + i : at + 1 + i) - 1);
    this.trunks.push({ node, joins, edge: edges[0] as number, places });
    return places;
  }

  /** `carried` tells of each place how much leaves or joins there. */
  private linkTrunk({ node, joins }: Bundle, places: readonly number[], carried: Float32Array): void {
    const sum = Array.from(carried.subarray(0, places.length));
    if (joins) for (let i = 1; i < sum.length; i++) sum[i] = (sum[i] as number) + (sum[i - 1] as number);
    else for (let i = sum.length - 2; i >= 0; i--) sum[i] = (sum[i] as number) + (sum[i + 1] as number);
    const way = joins ? [...places, node] : [node, ...places];
    for (let i = 0; i + 1 < way.length; i++)
      this.link(way[i] as number, way[i + 1] as number, sum[i] as number);
  }

  private link(above: number, below: number, weight: number): void {
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
      trunks: this.trunks,
      trunk: this.trunk,
      joint: this.joint,
      above,
      below,
      weight: Float32Array.from(this.weight),
      up: grouped(count, below),
      down: grouped(count, above),
    };
  }
}
