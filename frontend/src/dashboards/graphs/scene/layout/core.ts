/** Lays out what hangs together in a level: nodes, ports and the edges between them. */
import { columns } from "./columns";
import { type Lanes, lanesOf } from "./lanes";
import { ordered } from "./order";
import { type Arrows, type Ranked, ranked } from "./ranks";

/** What does not change when scopes in the level open and close. */
export interface Plan {
  readonly arrows: Arrows;
  readonly ranking: Ranked;
  readonly lanes: Lanes;
  readonly layers: readonly Int32Array[];
}

export function planned(arrows: Arrows): Plan {
  const ranking = ranked(arrows);
  const lanes = lanesOf(arrows, ranking);
  return { arrows, ranking, lanes, layers: ordered(lanes, arrows.leaning) };
}

/** Sizes of the nodes, and the room for notes at their sides. */
export interface Sizes {
  readonly width: ArrayLike<number>;
  readonly height: ArrayLike<number>;
  /** The height with the notes. */
  readonly footprint: ArrayLike<number>;
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
}

/** Where an edge is, rank by rank: x, from y, to y. */
export type Runs = readonly number[];

export interface Laid {
  readonly width: number;
  readonly height: number;
  /** The middle and the top of each node. */
  readonly x: Float64Array;
  readonly top: Float64Array;
  readonly runs: readonly Runs[];
}

const nodeGap = 12;
const laneGap = 6;
const leastGap = 30;
const mostGap = 96;

/** `attach` tells where, from a node's middle, an edge leaves (`out`) or meets it. */
export function laid(
  plan: Plan,
  sizes: Sizes,
  attach: (edge: number, node: number, out: boolean) => number,
): Laid {
  const { lanes, layers, arrows, ranking } = plan;
  const left = new Float32Array(lanes.count).fill(laneGap);
  const right = new Float32Array(lanes.count).fill(laneGap);
  for (let node = 0; node < lanes.nodes; node++) {
    const half = (sizes.width[node] as number) / 2;
    left[node] = half + Math.max(nodeGap, sizes.left[node] as number);
    right[node] = half + Math.max(nodeGap, sizes.right[node] as number);
  }
  const x = columns(lanes, layers, { left, right });
  const bands = bandsOf(plan, sizes, x);
  const top = new Float64Array(lanes.nodes);
  let width = 0;
  for (let node = 0; node < lanes.count; node++)
    width = Math.max(width, (x[node] as number) + (right[node] as number));
  for (let node = 0; node < lanes.nodes; node++) {
    const band = bands[lanes.rank[node] as number] as Band;
    top[node] = band.top + (band.bottom - band.top - (sizes.height[node] as number)) / 2;
  }
  const runs = Array.from(arrows.tail, (_, edge) => {
    const turned = ranking.turned[edge] === 1;
    const [tail, head] = [arrows.tail[edge] as number, arrows.head[edge] as number];
    const [upper, lower] = turned ? [head, tail] : [tail, head];
    const out: number[] = [];
    const from = (x[upper] as number) + (turned ? 0 : attach(edge, upper, true));
    out.push(from, (top[upper] as number) + (sizes.height[upper] as number), bandOf(upper).bottom);
    for (let i = lanes.start[edge] as number; i < (lanes.start[edge + 1] as number); i++) {
      const lane = lanes.passed[i] as number;
      out.push(x[lane] as number, bandOf(lane).top, bandOf(lane).bottom);
    }
    const to = (x[lower] as number) + (turned ? 0 : attach(edge, lower, false));
    out.push(to, bandOf(lower).top, top[lower] as number);
    return turned ? backwards(out) : out;
  });
  function bandOf(node: number): Band {
    return bands[lanes.rank[node] as number] as Band;
  }
  return { width, height: bands.at(-1)?.bottom ?? 0, x, top, runs };
}

interface Band {
  readonly top: number;
  readonly bottom: number;
}

/** The height of each rank; between ranks there is more room where edges go far to the side. */
function bandsOf({ lanes }: Plan, sizes: Sizes, x: Float64Array): Band[] {
  const heights = new Float64Array(lanes.ranks);
  for (let node = 0; node < lanes.nodes; node++) {
    const rank = lanes.rank[node] as number;
    heights[rank] = Math.max(heights[rank] as number, sizes.footprint[node] as number);
  }
  const shift = new Float64Array(lanes.ranks);
  for (let link = 0; link < lanes.above.length; link++) {
    const [above, below] = [lanes.above[link] as number, lanes.below[link] as number];
    const rank = lanes.rank[above] as number;
    shift[rank] = Math.max(shift[rank] as number, Math.abs((x[above] as number) - (x[below] as number)));
  }
  const bands: Band[] = [];
  let top = 0;
  for (let rank = 0; rank < lanes.ranks; rank++) {
    const bottom = top + (heights[rank] as number);
    bands.push({ top, bottom });
    top = bottom + Math.min(mostGap, leastGap + (shift[rank] as number) * 0.08);
  }
  return bands;
}

function backwards(runs: readonly number[]): number[] {
  const out: number[] = [];
  for (let i = runs.length - 3; i >= 0; i -= 3)
    out.push(runs[i] as number, runs[i + 2] as number, runs[i + 1] as number);
  return out;
}
