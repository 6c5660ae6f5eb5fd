/** A level taken apart: ports, nodes that stand in the margin or beside others, and the parts that edges hold together. */
import { type Plan, planned } from "./core";
import type { Leanings } from "./leanings";
import { type Level, places } from "./shapes";

/** Edges of outside meet the box here. */
export interface Port {
  readonly out: boolean;
  /** Paths of the other ends. */
  readonly others: string[];
}

export interface Part {
  /** Nodes of the level, and from `level.paths.length` on its ports. */
  readonly nodes: readonly number[];
  readonly plan: Plan;
  /** For each edge of the plan the level's, those to outside after the others. */
  readonly edges: readonly number[];
}

export interface Beside {
  readonly node: number;
  readonly user: number;
  readonly into: boolean;
  readonly control: boolean;
}

export interface Parts {
  readonly ports: readonly Port[];
  /** The first holds all that edges of outside lead to, if any do. */
  readonly joined: readonly Part[];
  readonly single: readonly number[];
  readonly margin: readonly number[];
  readonly beside: readonly Beside[];
}

/** So many ports have a side of a box to themselves; what is beyond shares one. */
const mostPorts = 24;

export function partsOf(level: Level, leanings: Leanings): Parts {
  const inside = insideOf(level);
  const beside = besideOf(level, inside);
  const shown = new Set(beside.map(({ node }) => node));
  const margin: number[] = [];
  for (let node = 0; node < inside.length; node++)
    if (!inside[node] && (level.place[node] === places.margin || !shown.has(node))) margin.push(node);
  const ports: Port[] = [];
  const links = linksOf(level, inside, ports);
  const { joined, single } = takenApart(inside, ports, links, leanings);
  return { ports, joined, single, margin, beside };
}

/** 1 for nodes among the others. Where none is, nothing is set aside. */
function insideOf({ place }: Level): Uint8Array {
  const inside = place.map((one) => (one === places.inside ? 1 : 0));
  return inside.includes(1) ? inside : inside.fill(1);
}

function besideOf({ tail, head, control }: Level, inside: Uint8Array): Beside[] {
  const beside: Beside[] = [];
  for (let edge = 0; edge < tail.length; edge++) {
    const [from, to] = [tail[edge] as number, head[edge] as number];
    if (inside[from] === inside[to]) continue;
    const into = inside[to] === 1;
    beside.push({ node: into ? from : to, user: into ? to : from, into, control: control[edge] === 1 });
  }
  return beside;
}

interface Link {
  readonly tail: number;
  readonly head: number;
  readonly control: boolean;
  readonly edge: number;
}

/** The edges that are drawn: one for each pair of ends, of data before control. */
function linksOf(level: Level, inside: Uint8Array, ports: Port[]): Link[] {
  const byEnds = new Map<number, Link>();
  const all = level.paths.length + level.outer.length;
  const add = (tail: number, head: number, control: boolean, edge: number) => {
    const key = tail * all + head;
    const known = byEnds.get(key);
    if (!known || (known.control && !control)) byEnds.set(key, { tail, head, control, edge });
  };
  for (let edge = 0; edge < level.tail.length; edge++) {
    const [tail, head] = [level.tail[edge] as number, level.head[edge] as number];
    if (tail !== head && inside[tail] && inside[head]) add(tail, head, level.control[edge] === 1, edge);
  }
  const portOf = portsOf(ports);
  for (let i = 0; i < level.outer.length; i++) {
    const node = level.outer[i] as number;
    if (!inside[node]) continue;
    const [out, edge] = [level.outwards[i] === 1, level.tail.length + i];
    const port = level.paths.length + portOf(level.others[i] as string, out);
    add(out ? node : port, out ? port : node, level.outerControl[i] === 1, edge);
  }
  return [...byEnds.values()];
}

function portsOf(ports: Port[]): (other: string, out: boolean) => number {
  const known = new Map<string, number>();
  const last = { true: -1, false: -1 };
  const size = { true: 0, false: 0 };
  return (other, out) => {
    const key = `${out}:${other}`;
    const side = `${out}` as const;
    const at = known.get(key) ?? (size[side] >= mostPorts ? last[side] : ports.length);
    if (at === ports.length) {
      ports.push({ out, others: [] });
      size[side]++;
      last[side] = at;
    }
    if (!known.has(key)) (ports[at] as Port).others.push(other);
    known.set(key, at);
    return at;
  };
}

/** Groups of nodes that edges join; all that have ports are one. */
function takenApart(inside: Uint8Array, ports: readonly Port[], links: readonly Link[], leanings: Leanings) {
  const count = inside.length;
  const group = Int32Array.from({ length: count + ports.length }, (_, node) => node);
  const find = (node: number): number => {
    let at = node;
    while (group[at] !== at) {
      group[at] = group[group[at] as number] as number;
      at = group[at] as number;
    }
    return at;
  };
  for (let port = 1; port < ports.length; port++) group[count + port] = count;
  for (const { tail, head } of links) group[find(tail)] = find(head);
  const groups = new Map<number, number[]>();
  const member = (node: number) => {
    const root = find(node);
    const list = groups.get(root);
    if (list) list.push(node);
    else groups.set(root, [node]);
  };
  for (let port = 0; port < ports.length; port++) member(count + port);
  for (let node = 0; node < count; node++) if (inside[node]) member(node);
  const byGroup = new Map<number, Link[]>();
  for (const link of links) {
    const root = find(link.tail);
    const list = byGroup.get(root);
    if (list) list.push(link);
    else byGroup.set(root, [link]);
  }
  const leaning = (at: number) => {
    const port = ports[at];
    return port && { out: port.out, at: leanings.get(`${port.out ? "out" : "in"}:${port.others[0]}`) ?? 0 };
  };
  const single = [...groups.values()].flatMap((nodes) => (nodes.length === 1 ? nodes : []));
  const joined = [...groups].flatMap(([root, nodes]) =>
    nodes.length > 1 ? [partOf(nodes, byGroup.get(root) ?? [], (node) => leaning(node - count))] : [],
  );
  if (!ports.length) joined.sort((a, b) => b.nodes.length - a.nodes.length);
  return { joined, single };
}

/** Control and edges of outside bend for the others. */
const weights = { data: 1, outside: 0.25, control: 0.125 };

/** `portAt` tells of a node that is a port on which side it is, and where its edges go to outside. */
function partOf(
  nodes: readonly number[],
  links: readonly Link[],
  portAt: (node: number) => { out: boolean; at: number } | undefined,
): Part {
  const local = new Map(nodes.map((node, i) => [node, i]));
  const ends = (of: (link: Link) => number) =>
    Int32Array.from(links, (link) => local.get(of(link)) as number);
  const plan = planned({
    nodes: nodes.length,
    tail: ends(({ tail }) => tail),
    head: ends(({ head }) => head),
    weight: Float32Array.from(links, ({ tail, head, control }) => {
      if (control) return weights.control;
      return portAt(tail) || portAt(head) ? weights.outside : weights.data;
    }),
    broken: weights.control,
    pinned: Int8Array.from(nodes, (node) => sideOf(portAt(node))),
    leaning: Float64Array.from(nodes, (node) => portAt(node)?.at ?? 0),
  });
  return { nodes, plan, edges: links.map(({ edge }) => edge) };
}

function sideOf(port: { out: boolean } | undefined): number {
  if (!port) return 0;
  return port.out ? 1 : -1;
}
