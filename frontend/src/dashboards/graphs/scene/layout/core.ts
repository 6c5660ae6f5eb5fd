/** Lays out what hangs together in a level: nodes, ports and the edges between them. */
import { columns, type Room } from "./columns";
import { type Lanes, lanesOf, type Trunk } from "./lanes";
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
  /** Of each edge what it has for itself: up to its trunk, and from it where it leaves that again; of each trunk all of it. */
  readonly runs: readonly Runs[];
  readonly trunks: readonly Runs[];
}

const nodeGap = 12;
const laneGap = 6;
const leastGap = 30;
const mostGap = 96;
/** In a high rank nodes stand as high as the name of an open scope. */
const line = 28;

/** `attach` tells where, from a node's middle, an edge leaves (`out`) or meets it. */
export function laid(
  plan: Plan,
  sizes: Sizes,
  attach: (edge: number, node: number, out: boolean) => number,
): Laid {
  const { lanes, layers, arrows } = plan;
  const stem = stems(plan, attach);
  const room = roomOf(lanes, sizes, stem);
  const columnX = columns(lanes, layers, room);
  const width = columnX.reduce((most, x, node) => Math.max(most, x + (room.right[node] as number)), 0);
  const bands = bandsOf(plan, sizes, columnX);
  const x = columnX.map((at, node) => at - (stem[node] ?? 0));
  const top = Float64Array.from({ length: lanes.nodes }, (_, node) => {
    const band = bands[lanes.rank[node] as number] as Band;
    const high = Math.max(sizes.footprint[node] as number, Math.min(line, band.bottom - band.top));
    return band.top + (high - (sizes.height[node] as number)) / 2;
  });
  const placed = { x, top, bands, sizes, attach };
  const runs = Array.from(arrows.tail, (_, edge) => runsOf(plan, edge, placed));
  const trunks = lanes.trunks.map((_, trunk) => trunkRuns(plan, trunk, placed));
  return { width, height: bands.at(-1)?.bottom ?? 0, x, top, runs, trunks };
}

/** Where, from its middle, a node's first edge of data meets it: there it stands in its column, so that the edge is straight. */
function stems(
  { arrows, ranking, lanes }: Plan,
  attach: (edge: number, node: number, out: boolean) => number,
): Float64Array {
  const stem = new Float64Array(lanes.nodes);
  const known = new Uint8Array(lanes.nodes);
  const meet = (edge: number, node: number, out: boolean) => {
    if (known[node]) return;
    known[node] = 1;
    stem[node] = attach(edge, node, out);
  };
  for (const out of [false, true])
    arrows.tail.forEach((tail, edge) => {
      if ((arrows.weight[edge] as number) >= 1 && !ranking.turned[edge])
        meet(edge, out ? tail : (arrows.head[edge] as number), out);
    });
  return stem;
}

function roomOf(lanes: Lanes, sizes: Sizes, stem: Float64Array): Room {
  const left = new Float32Array(lanes.count).fill(laneGap);
  const right = new Float32Array(lanes.count).fill(laneGap);
  for (let node = 0; node < lanes.nodes; node++) {
    const [half, at] = [(sizes.width[node] as number) / 2, stem[node] as number];
    left[node] = half + at + Math.max(nodeGap, sizes.left[node] as number);
    right[node] = half - at + Math.max(nodeGap, sizes.right[node] as number);
  }
  return { left, right };
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

interface Placed {
  readonly x: Float64Array;
  readonly top: Float64Array;
  readonly bands: readonly Band[];
  readonly sizes: Sizes;
  readonly attach: (edge: number, node: number, out: boolean) => number;
}

/** Straight down through each rank that an edge passes; the bows are between the ranks. */
function runsOf(plan: Plan, edge: number, at: Placed): Runs {
  const { arrows, ranking, lanes } = plan;
  const turned = ranking.turned[edge] === 1;
  const [tail, head] = [arrows.tail[edge] as number, arrows.head[edge] as number];
  const [upper, lower] = turned ? [head, tail] : [tail, head];
  const trunk = lanes.trunks[lanes.trunk[edge] as number];
  if (turned) {
    const passed = (trunk?.places ?? []).flatMap((place) => passing(plan, place, at));
    return backwards([...leaving(plan, upper, 0, at), ...passed, ...meeting(plan, lower, 0, at)]);
  }
  const start = leaving(plan, upper, at.attach(edge, upper, true), at);
  const end = () => meeting(plan, lower, at.attach(edge, lower, false), at);
  const joint = trunk?.places[lanes.joint[edge] as number];
  if (!trunk || joint === undefined) return [...start, ...end()];
  if (trunk.joins) return [...start, ...corner(plan, joint, at, "top")];
  const first = corner(plan, trunk.places[0] as number, at, "top");
  return [...start, ...first, ...corner(plan, joint, at, "bottom"), ...end()];
}

/** Its places, and the port that it joins. None where its edge runs backwards, for that has it all. */
function trunkRuns(plan: Plan, index: number, at: Placed): Runs {
  const { node, joins, edge, places } = plan.lanes.trunks[index] as Trunk;
  if (plan.ranking.turned[edge]) return [];
  const passed = places.flatMap((place) => passing(plan, place, at));
  return joins ? [...passed, ...meeting(plan, node, at.attach(edge, node, false), at)] : passed;
}

function bandAt({ lanes }: Plan, place: number, { bands }: Placed): Band {
  return bands[lanes.rank[place] as number] as Band;
}

function leaving(plan: Plan, node: number, shift: number, at: Placed): number[] {
  const low = (at.top[node] as number) + (at.sizes.height[node] as number);
  return [(at.x[node] as number) + shift, low, bandAt(plan, node, at).bottom];
}

function meeting(plan: Plan, node: number, shift: number, at: Placed): number[] {
  return [(at.x[node] as number) + shift, bandAt(plan, node, at).top, at.top[node] as number];
}

function passing(plan: Plan, place: number, at: Placed): number[] {
  const { top, bottom } = bandAt(plan, place, at);
  return [at.x[place] as number, top, bottom];
}

/** Where an edge leaves its trunk, below a rank, or joins it, above one. */
function corner(plan: Plan, place: number, at: Placed, side: "top" | "bottom"): number[] {
  const y = bandAt(plan, place, at)[side];
  return [at.x[place] as number, y, y];
}

function backwards(runs: Runs): number[] {
  const out: number[] = [];
  for (let i = runs.length - 3; i >= 0; i -= 3)
    out.push(runs[i] as number, runs[i + 2] as number, runs[i + 1] as number);
  return out;
}
