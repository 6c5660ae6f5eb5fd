/** Where, in the level around a scope, the edges of each of its ports go to: by it ports are put in order that are equal inside. */
import { columns } from "./columns";
import type { Part, Parts } from "./parts";
import type { Level } from "./shapes";

/** "in:" or "out:" and the other's path → how far to the right; as of closed nodes. */
export type Leanings = ReadonlyMap<string, number>;

export const straight: Leanings = new Map();

export function leaningsOf(level: Level, parts: Parts, child: string): Leanings {
  const node = level.paths.indexOf(child);
  const part = parts.joined.find(({ nodes }) => nodes.includes(node));
  if (!part) return straight;
  const x = closedColumns(level, part);
  const { plan, nodes } = part;
  const leanings = new Map<string, number>();
  plan.arrows.tail.forEach((tail, edge) => {
    const head = plan.arrows.head[edge] as number;
    const out = nodes[tail] === node;
    if (!out && nodes[head] !== node) return;
    const end = out ? head : tail;
    const trunk = plan.lanes.trunks[plan.lanes.trunk[edge] as number];
    const beside =
      trunk && (out && !trunk.joins ? trunk.places[0] : trunk.places[plan.lanes.joint[edge] as number]);
    const lane = beside ?? end;
    // Edges that run in one lane at first go by where they end.
    const leaning = (x[lane] as number) + 1e-4 * (x[end] as number);
    for (const other of pathsOf(level, parts, nodes[end] as number))
      leanings.set(`${out ? "out" : "in"}:${other}`, leaning);
  });
  return leanings;
}

function pathsOf(level: Level, { ports }: Parts, node: number): readonly string[] {
  const count = level.paths.length;
  return node < count ? [level.paths[node] as string] : (ports[node - count]?.others ?? []);
}

const known = new WeakMap<Part, Float64Array>();

function closedColumns({ paths, width }: Level, part: Part): Float64Array {
  const made = known.get(part);
  if (made) return made;
  const { lanes, layers } = part.plan;
  const half = new Float32Array(lanes.count).fill(6);
  part.nodes.forEach((node, i) => {
    if (node < paths.length) half[i] = (width[node] as number) / 2 + 6;
  });
  const x = columns(lanes, layers, { left: half, right: half });
  known.set(part, x);
  return x;
}
