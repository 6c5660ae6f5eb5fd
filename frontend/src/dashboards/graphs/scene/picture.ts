/** Everything that is drawn, in one plane: levels from the outermost inwards. */
import type { Geometry } from "./layout/shapes";
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
  /** x, from y, to y of every rank that it passes. */
  runs: Float32Array;
  /** Which of the ranks are drawn; others share the rest of the way, and have it. */
  first: number;
  last: number;
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
  scope.edges.forEach(([from, to, count, control, bytes, shape], i) => {
    const ends = { from: scope.nodes[from]?.path ?? "", to: scope.nodes[to]?.path ?? "" };
    const loop = from === to && items[from];
    const runs = loop ? loopAt(loop) : runsOf(geometry, i, left, top);
    if (runs.length) plane.lines.push(lineOf(ends, { count, control, bytes, shape }, runs, !!loop));
  });
  scope.outside.forEach(([node, direction, , count, control, bytes, shape], i) => {
    const path = scope.nodes[node]?.path ?? "";
    const ends = direction === "in" ? { from: "", to: path } : { from: path, to: "" };
    const runs = runsOf(geometry, scope.edges.length + i, left, top);
    if (runs.length) plane.lines.push(lineOf(ends, { count, control, bytes, shape }, runs, false));
  });
  shareWays(plane.lines);
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

/** Where several edges run as one, the widest of them is drawn: broken lines over each other would be whole. */
function shareWays(lines: Line[]): void {
  const taken = new Set<string>();
  for (const line of [...lines].sort((a, b) => b.width - a.width)) {
    const { runs, control } = line;
    const piece = (i: number) =>
      [control, ...runs.subarray(3 * i, 3 * i + 5)].map((n) => Math.round(Number(n) * 4)).join();
    while (line.first < line.last && taken.has(piece(line.first))) line.first++;
    while (line.last > line.first && taken.has(piece(line.last - 1))) line.last--;
    for (let i = line.first; i < line.last; i++) taken.add(piece(i));
  }
}

function runsOf({ start, runs }: Geometry, edge: number, left: number, top: number): Float32Array {
  const own = runs.slice(3 * (start[edge] as number), 3 * (start[edge + 1] as number));
  for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) + (i % 3 === 0 ? left : top);
  return own;
}

/** Out of the right side and into it again. */
function loopAt({ x, y, w, h }: Rect): Float32Array {
  return Float32Array.of(x + w, y + Math.min(h, 28) / 2, y + Math.min(h, 28) / 2);
}

interface Carried {
  readonly count: number;
  readonly control: number;
  readonly bytes: number;
  readonly shape: string;
}

function lineOf(
  ends: { from: string; to: string },
  { count, control, bytes, shape }: Carried,
  runs: Float32Array,
  loop: boolean,
): Line {
  let [left, right, top, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let i = 0; i < runs.length; i += 3) {
    left = Math.min(left, runs[i] as number);
    right = Math.max(right, runs[i] as number);
    top = Math.min(top, runs[i + 1] as number, runs[i + 2] as number);
    bottom = Math.max(bottom, runs[i + 1] as number, runs[i + 2] as number);
  }
  const width = control ? 1 : strokeOf(bytes, count);
  const room = loop ? 30 : 0;
  const extent = { left: left - 6, right: right + 6 + room, top: top - room, bottom: bottom + room };
  return {
    ...ends,
    control: control === 1,
    width,
    label: shape,
    runs,
    first: 0,
    last: runs.length / 3 - 1,
    loop,
    ...extent,
  };
}

/** A pixel for what is small or not known, some three for gigabytes. */
function strokeOf(bytes: number, count: number): number {
  if (bytes > 0) return 1 + 0.32 * Math.max(0, Math.min(7, Math.log10(bytes) - 2));
  return 1 + 0.14 * Math.log2(Math.max(1, Math.min(count, 1024)));
}
