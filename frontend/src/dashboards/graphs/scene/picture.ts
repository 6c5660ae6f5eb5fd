/** Everything that is drawn, in one plane: levels from the outermost inwards. */
import type { Geometry, Ways } from "./layout/shapes";
import type { GraphNode, Scope } from "./types";

export interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Item extends Rect {
  readonly node: GraphNode;
  readonly level: Plane;
  readonly index: number;
  /** What is in it is shown. */
  readonly open: boolean;
}

export interface Line {
  /** Path of each end in this level; "" for one outside. */
  readonly from: string;
  readonly to: string;
  readonly control: boolean;
  readonly width: number;
  readonly label: string;
  /** x, from y, to y of every rank that it passes; of those with a trunk the two up to it, and the two from it. */
  runs: Float32Array;
  /** What it shares with others, and at which rank it leaves that, or joins it on the way to a port. */
  readonly trunk: Line | null;
  readonly joint: number;
  readonly joins: boolean;
  /** From one node to itself. */
  readonly loop: boolean;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Mark {
  readonly node: GraphNode;
  readonly user: Item;
  x: number;
  y: number;
  to: number;
  readonly control: boolean;
  readonly more: number;
}

/** One open scope, and what is in it. */
export interface Plane {
  readonly path: string;
  readonly depth: number;
  /** Its own box; null for the whole graph. */
  readonly box: Item | null;
  readonly items: Item[];
  readonly lines: Line[];
  readonly marks: Mark[];
  /** Where what is set aside begins; null where nothing is. */
  margin: { x: number; y: number } | null;
}

export interface Picture {
  readonly planes: readonly Plane[];
  readonly byPath: ReadonlyMap<string, Item>;
  readonly width: number;
  readonly height: number;
}

export const nothing: Picture = { planes: [], byPath: new Map(), width: 0, height: 0 };

interface Known {
  readonly scopes: ReadonlyMap<string, Scope>;
  readonly geometries: ReadonlyMap<string, Geometry>;
  readonly open: ReadonlySet<string>;
}

/** Puts the levels into each other. */
export function pictured({ scopes, geometries, open }: Known): Picture {
  const planes: Plane[] = [];
  const byPath = new Map<string, Item>();
  const root = geometries.get("");
  if (!root) return nothing;
  const waiting: { path: string; box: Item | null; depth: number }[] = [{ path: "", box: null, depth: 0 }];
  while (waiting.length) {
    const { path, box, depth } = waiting.pop() as (typeof waiting)[number];
    const [scope, geometry] = [scopes.get(path), geometries.get(path)];
    if (!scope || !geometry) continue;
    const plane: Plane = { path, depth, box, items: [], lines: [], marks: [], margin: null };
    fill(plane, scope, geometry, (child) => open.has(child) && scopes.has(child) && geometries.has(child));
    planes.push(plane);
    for (const item of plane.items) {
      byPath.set(item.node.path, item);
      if (item.open) waiting.push({ path: item.node.path, box: item, depth: depth + 1 });
    }
  }
  return { planes, byPath, width: root.width, height: root.height };
}

function fill(plane: Plane, scope: Scope, geometry: Geometry, isOpen: (path: string) => boolean): void {
  const [left, top] = [plane.box?.x ?? 0, plane.box?.y ?? 0];
  const items: (Item | undefined)[] = scope.nodes.map((node, index) => {
    const w = geometry.w[index] as number;
    if (!w) return undefined;
    const x = left + (geometry.x[index] as number);
    const y = top + (geometry.y[index] as number);
    const open = node.expandable && isOpen(node.path);
    const item = { node, level: plane, index, open, x, y, w, h: geometry.h[index] as number };
    plane.items.push(item);
    return item;
  });
  fillLines(plane, scope, geometry, items);
  for (const { node, user, x, y, to, control, more } of geometry.notes) {
    const at = items[user];
    const noted = scope.nodes[node];
    if (at && noted)
      plane.marks.push({ node: noted, user: at, x: left + x, y: top + y, to: left + to, control, more });
  }
  if (geometry.margin) {
    const first = Math.min(
      ...plane.items.filter((item) => item.x >= left + geometry.margin - 1).map(({ y }) => y),
    );
    plane.margin = { x: left + geometry.margin, y: first };
  }
}

function fillLines(
  plane: Plane,
  scope: Scope,
  geometry: Geometry,
  items: readonly (Item | undefined)[],
): void {
  const { edges, trunks, joins } = geometry;
  const path = (node: number) => scope.nodes[node]?.path ?? "";
  const at: [number, number] = [plane.box?.x ?? 0, plane.box?.y ?? 0];
  const drawn = [
    ...scope.edges.map(([from, to, ...carried]) => ({ from: path(from), to: path(to), carried, node: from })),
    ...scope.outside.map(([node, direction, , ...carried]) => ({
      from: direction === "in" ? "" : path(node),
      to: direction === "in" ? path(node) : "",
      carried,
      node,
    })),
  ];
  const shared = sharedLines(
    geometry,
    drawn.map(({ carried }) => carried),
    at,
  );
  plane.lines.push(...shared.filter(({ runs }) => runs.length));
  drawn.forEach(({ from, to, carried, node }, i) => {
    const item = items[node];
    const loop = from !== "" && from === to && item !== undefined;
    const runs = loop ? loopAt(item) : waysOf(edges, i, at);
    if (!runs.length) return;
    const trunk = geometry.trunk[i] as number;
    const way = {
      trunk: shared[trunk] ?? null,
      joint: geometry.joint[i] as number,
      joins: joins[trunk] === 1,
    };
    plane.lines.push({ from, to, loop, ...way, ...lookOf([carried]), ...extentOf(runs, loop) });
  });
  function sharedLines({ trunk }: Geometry, carried: readonly Carried[], origin: [number, number]): Line[] {
    const carriedBy = Array.from({ length: joins.length }, () => [] as Carried[]);
    trunk.forEach((index, i) => {
      carriedBy[index]?.push(carried[i] as Carried);
    });
    return carriedBy.map((all, i) => {
      const own = { from: "", to: "", loop: false, trunk: null, joint: 0, joins: false };
      return { ...own, ...lookOf(all), label: "", ...extentOf(waysOf(trunks, i, origin), false) };
    });
  }
}

function waysOf({ start, runs }: Ways, way: number, [left, top]: [number, number]): Float32Array {
  const own = runs.slice(start[way], start[way + 1]);
  for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) + (i % 3 === 0 ? left : top);
  return own;
}

/** Out of the right side and into it again. */
function loopAt({ x, y, w, h }: Rect): Float32Array {
  return Float32Array.of(x + w, y + Math.min(h, 28) / 2, y + Math.min(h, 28) / 2);
}

type Carried = readonly [count: number, control: number, bytes: number, shape: string];

/** As wide as the widest of what runs there, broken if all of it is. */
function lookOf(all: readonly Carried[]): Pick<Line, "control" | "width" | "label"> {
  const width = all.reduce(
    (most, [count, control, bytes]) => Math.max(most, control ? 1 : strokeOf(bytes, count)),
    1,
  );
  return { width, control: all.every(([, control]) => control === 1), label: all[0]?.[3] ?? "" };
}

function extentOf(runs: Float32Array, loop: boolean) {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [top, bottom] = [left, right];
  for (let i = 0; i < runs.length; i += 3) {
    left = Math.min(left, runs[i] as number);
    right = Math.max(right, runs[i] as number);
    top = Math.min(top, runs[i + 1] as number, runs[i + 2] as number);
    bottom = Math.max(bottom, runs[i + 1] as number, runs[i + 2] as number);
  }
  const room = loop ? 30 : 0;
  return { runs, left: left - 6, right: right + 6 + room, top: top - room, bottom: bottom + room };
}

/** A pixel for what is small or not known, some three for gigabytes. */
function strokeOf(bytes: number, count: number): number {
  if (bytes > 0) return 1 + 0.32 * Math.max(0, Math.min(7, Math.log10(bytes) - 2));
  return 1 + 0.14 * Math.log2(Math.max(1, Math.min(count, 1024)));
}
