/** Lays out one level: its parts, their place in the box, and the edges' way. */
import { type Laid, laid, type Runs } from "./core";
import { type Notes, noteRows, placedNotes } from "./notes";
import { inColumns, inRows } from "./packing";
import type { Part, Parts } from "./parts";
import { box, type Geometry, type Level, type Ways } from "./shapes";

const gap = 28;
const singleGap = 10;
const marginGap = 36;

/** `child` is what has been made of a scope in it that is open. */
export function arranged(level: Level, parts: Parts, child: (path: string) => Geometry | null): Geometry {
  const making = new Making(level, parts, child);
  return making.geometry();
}

class Making {
  private readonly x: Float32Array;
  private readonly y: Float32Array;
  private readonly w: Float32Array;
  private readonly h: Float32Array;
  private readonly children: (Geometry | null)[];
  private readonly notes: Notes;
  private readonly runs: (readonly number[])[];
  private readonly trunks: (readonly number[])[] = [];
  private readonly joins: number[] = [];
  private readonly trunk: Int32Array;
  private readonly joint: Int32Array;
  private readonly portX: Float64Array;

  constructor(
    private readonly level: Level,
    private readonly parts: Parts,
    child: (path: string) => Geometry | null,
  ) {
    const count = level.paths.length;
    this.children = level.paths.map(child);
    this.x = new Float32Array(count);
    this.y = new Float32Array(count);
    this.w = level.width.map((width, node) => this.children[node]?.width ?? width);
    this.h = level.height.map((height, node) => this.children[node]?.height ?? height);
    this.notes = noteRows(level, parts.beside);
    const edges = level.tail.length + level.outer.length;
    this.runs = Array.from({ length: edges }, () => []);
    this.trunk = new Int32Array(edges).fill(-1);
    this.joint = new Int32Array(edges);
    this.portX = new Float64Array(parts.ports.length);
  }

  geometry(): Geometry {
    const { level } = this;
    const isRoot = level.path === "";
    const side = isRoot ? 0 : box.side;
    const head = isRoot ? 0 : box.head;
    const top = head + (isRoot || this.hasPort(false) ? 0 : box.top);
    const main = this.main();
    const margin = this.margin(main.height);
    const inner = main.width + (margin.parts.length ? (main.width ? marginGap : 0) + margin.width : 0);
    const width = Math.max(level.least, inner + 2 * side);
    const left = (width - inner) / 2;
    const low = Math.max(main.height, margin.height + (margin.parts.length ? marginHead : 0));
    const atBottom = this.hasPort(true) && low === main.height;
    const height = top + low + (isRoot || atBottom ? 0 : box.bottom);
    main.set(left, top, height);
    const from = left + main.width + (main.width ? marginGap : 0);
    margin.parts.forEach((node, i) => {
      this.x[node] = from + (margin.x[i] as number);
      this.y[node] = top + marginHead + (margin.y[i] as number);
    });
    this.hideBeside();
    return {
      path: level.path,
      width,
      height,
      x: this.x,
      y: this.y,
      w: this.w,
      h: this.h,
      edges: packed(this.runs),
      trunks: packed(this.trunks),
      joins: Uint8Array.from(this.joins),
      trunk: this.trunk,
      joint: this.joint,
      notes: placedNotes(this.notes, this),
      ports: this.ports(),
      margin: margin.parts.length ? from : 0,
    };
  }

  get rects() {
    return { x: this.x, y: this.y, w: this.w, h: this.h, open: this.children };
  }

  private hasPort(out: boolean): boolean {
    return this.parts.ports.some((port) => port.out === out);
  }

  /** Everything but the margin; `set` puts it into place. */
  private main() {
    const { joined, single, ports } = this.parts;
    const laidParts = joined.map((part) => this.laidPart(part));
    const singles = inColumns(
      single.map((node) => this.singleSize(node)),
      singleGap,
    );
    const blocks: { width: number; height: number }[] = [...laidParts];
    if (single.length) blocks.push(singles);
    const [first, ...rest] = blocks;
    // Edges to the ports of the box must not pass other parts, so these stand beside the part that has ports.
    const beside = ports.length && first ? inRows(rest, gap) : null;
    const all = beside ? null : inRows(blocks, gap);
    const shift = first ? first.width + gap : 0;
    const at = (i: number): [number, number] => {
      if (all) return [all.x[i] as number, all.y[i] as number];
      return i === 0 || !beside ? [0, 0] : [shift + (beside.x[i - 1] as number), beside.y[i - 1] as number];
    };
    const width = all ? all.width : (first?.width ?? 0) + (rest.length ? gap + (beside?.width ?? 0) : 0);
    const height = all ? all.height : Math.max(first?.height ?? 0, beside?.height ?? 0);
    const set = (left: number, top: number, bottom: number) => {
      joined.forEach((part, i) => {
        const [x, y] = at(i);
        this.set(part, laidParts[i] as Laid, left + x, top + y, bottom);
      });
      const [x, y] = at(joined.length);
      single.forEach((node, i) => {
        const room = this.singleSize(node);
        this.x[node] = left + x + (singles.x[i] as number) + room.left;
        this.y[node] = top + y + (singles.y[i] as number);
      });
    };
    return { width, height, set };
  }

  private singleSize(node: number) {
    const left = this.notes.left[node] as number;
    const right = this.notes.right[node] as number;
    const height = Math.max(this.h[node] as number, this.notes.high[node] as number);
    return { left, width: left + (this.w[node] as number) + right, height };
  }

  private laidPart(part: Part): Laid {
    const count = this.level.paths.length;
    const of = (list: ArrayLike<number>) =>
      Float32Array.from(part.nodes, (node) => (node < count ? (list[node] as number) : 0));
    const tall = this.h.map((height, node) => Math.max(height, this.notes.high[node] as number));
    const sizes = {
      width: of(this.w),
      height: of(this.h),
      footprint: of(tall),
      left: of(this.notes.left),
      right: of(this.notes.right),
    };
    return laid(part.plan, sizes, (edge, node, out) => this.attached(part, edge, node, out));
  }

  /** Edges of an open scope end where they go on inside. */
  private attached(part: Part, edge: number, node: number, out: boolean): number {
    const own = part.nodes[node] as number;
    const child = this.children[own];
    if (!child) return 0;
    const { arrows } = part.plan;
    const end = part.nodes[(out ? arrows.head[edge] : arrows.tail[edge]) as number] as number;
    const count = this.level.paths.length;
    const other = end < count ? this.level.paths[end] : this.parts.ports[end - count]?.others[0];
    const port = child.ports.get(`${out ? "out" : "in"}:${other}`);
    return port === undefined ? 0 : port - child.width / 2;
  }

  private set(part: Part, at: Laid, left: number, top: number, bottom: number): void {
    const count = this.level.paths.length;
    part.nodes.forEach((node, i) => {
      const x = left + (at.x[i] as number);
      if (node >= count) {
        this.portX[node - count] = x;
        return;
      }
      this.x[node] = x - (this.w[node] as number) / 2;
      this.y[node] = top + (at.top[i] as number);
    });
    const { plan } = part;
    const moved = (runs: Runs, end: number) => {
      const own = runs.map((value, i) => value + (i % 3 === 0 ? left : top));
      // The last stretch to a port goes on to the bottom of the box.
      if (own.length && (part.nodes[end] as number) >= count) own[own.length - 1] = bottom;
      return own;
    };
    part.edges.forEach((edge, i) => {
      const trunk = plan.lanes.trunk[i] as number;
      const joins = plan.lanes.trunks[trunk]?.joins;
      this.runs[edge] = moved(at.runs[i] as Runs, joins ? -1 : (plan.arrows.head[i] as number));
      if (trunk < 0 || plan.ranking.turned[i]) return;
      this.trunk[edge] = this.trunks.length + trunk;
      this.joint[edge] = plan.lanes.joint[i] as number;
    });
    plan.lanes.trunks.forEach(({ node, joins }, i) => {
      this.trunks.push(moved(at.trunks[i] as Runs, joins ? node : -1));
      this.joins.push(joins ? 1 : 0);
    });
  }

  private margin(high: number) {
    const { margin } = this.parts;
    const sizes = margin.map((node) => ({ width: this.w[node] as number, height: this.h[node] as number }));
    return { ...inColumns(sizes, 8, Math.max(160, high - marginHead)), parts: margin };
  }

  private hideBeside(): void {
    const { beside, margin } = this.parts;
    const listed = new Set(margin);
    for (const { node } of beside) {
      if (listed.has(node)) continue;
      this.w[node] = 0;
      this.h[node] = 0;
    }
  }

  private ports(): Map<string, number> {
    const ports = new Map<string, number>();
    this.parts.ports.forEach(({ out, others }, i) => {
      for (const other of others) ports.set(`${out ? "out" : "in"}:${other}`, this.portX[i] as number);
    });
    return ports;
  }
}

function packed(ways: readonly Runs[]): Ways {
  const start = new Uint32Array(ways.length + 1);
  ways.forEach((runs, i) => {
    start[i + 1] = (start[i] as number) + runs.length;
  });
  const runs = new Float32Array(start.at(-1) as number);
  ways.forEach((way, i) => {
    runs.set(way, start[i] as number);
  });
  return { start, runs };
}

/** Above what is set aside stands what it is. */
const marginHead = 22;
