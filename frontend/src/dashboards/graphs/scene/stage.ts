/** The picture on its canvas: what is open is fetched, laid out and drawn; the part of it that is seen. */
import { effect, signal } from "@preact/signals";
import { between, type Camera, fitting, legible, opening, pannedBy, type Size, zoomedAt } from "./camera";
import { inks } from "./inks";
import type { Geometry } from "./layout/shapes";
import { Layouter } from "./layouter";
import { levelOf } from "./looks";
import { Motion, still } from "./motion";
import { type Look, paint, type Window } from "./paint";
import { CanvasPen } from "./pens";
import { type Item, nothing, type Picture, pictured } from "./picture";
import { Scopes } from "./scopes";
import type { GraphNode, GraphViewProps, Scope } from "./types";

const cameraTime = 200;

export class Stage {
  picture: Picture = nothing;
  camera: Camera = { x: 0, y: 0, scale: 1 };
  readonly hovered = signal<string | null>(null);
  /** What the pointer is at, and where in the window. */
  readonly pointed = signal<{ node: GraphNode; left: number; top: number } | null>(null);
  /** Grows with each picture drawn at rest, for what follows it: the list of nodes, the small map. */
  readonly settled = signal(0);
  readonly drawn = signal(0);
  /** Why there is nothing to see; "" while it is on its way. */
  readonly trouble = signal<string | null>(null);
  /** The graph is there, and there is nothing in it. */
  readonly empty = signal(false);
  window: Size = { width: 0, height: 0 };
  props: GraphViewProps;
  private readonly scopes: Scopes;
  private readonly layouter: Layouter;
  private readonly levels = new Map<Scope, true>();
  private motion: Motion | null = null;
  private travel: { from: Camera; to: Camera; begun: number } | null = null;
  private anchor: { path: string; x: number; y: number } | null = null;
  /** The scope that was opened or closed last, by a person, in the view. */
  toggled: string | null = null;
  private wanted: string | null = null;
  private frame = 0;
  private rest = 0;
  private readonly ends: (() => void)[] = [];

  constructor(
    readonly canvas: HTMLCanvasElement,
    props: GraphViewProps,
  ) {
    this.props = props;
    this.layouter = new Layouter(
      (geometries) => this.laid(geometries),
      (reason) => {
        this.trouble.value = `The graph could not be laid out: ${reason}`;
      },
    );
    this.scopes = new Scopes(props.scopeOf, () => this.arrange());
    this.ends.push(
      effect(() => {
        const open = props.open.value;
        this.scopes.want(open);
        this.arrange();
      }),
      effect(() => {
        inks.value;
        props.chosen.value;
        props.marks.value;
        this.hovered.value;
        for (const { node } of this.picture.byPath.values()) this.props.colourOf(node);
        this.draw();
      }),
    );
    const watch = new ResizeObserver(() => this.resize());
    watch.observe(canvas);
    this.ends.push(() => watch.disconnect());
  }

  end(): void {
    for (const end of this.ends) end();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.rest);
    this.scopes.end();
    this.layouter.end();
  }

  renew(props: GraphViewProps): void {
    this.props = props;
    this.scopes.renew(props.scopeOf, props.open.peek());
  }

  private arrange(): void {
    const open = this.props.open.peek();
    const root = this.scopes.failed.get("");
    if (root !== undefined) this.trouble.value = root;
    if (!this.scopes.known.has("")) return;
    const seen = this.scopes.seen(open);
    const labels = this.labels();
    for (const path of seen) {
      const scope = this.scopes.known.get(path) as Scope;
      if (this.levels.has(scope)) continue;
      this.levels.set(scope, true);
      this.layouter.set(levelOf(path, labels(path), scope));
    }
    this.layouter.wish(seen);
    this.draw();
  }

  private labels(): (path: string) => string {
    const byPath = new Map<string, string>();
    for (const { nodes } of this.scopes.known.values())
      for (const { path, label, expandable } of nodes) if (expandable) byPath.set(path, label);
    return (path) => byPath.get(path) ?? path;
  }

  private laid(geometries: ReadonlyMap<string, Geometry>): void {
    const { known } = this.scopes;
    const open = this.props.open.peek();
    const next = pictured({ scopes: known, geometries, open });
    const first = this.picture === nothing;
    this.empty.value = next.byPath.size === 0;
    this.motion?.place(1);
    this.anchor = first ? null : this.anchorFor(next);
    const motion = first ? null : new Motion(this.picture, next);
    this.picture = next;
    this.motion = motion;
    if (motion && still()) {
      motion.place(1);
      this.hold(next);
      this.motion = null;
    }
    if (first && this.window.width) this.camera = opening(next, this.window);
    if (this.wanted && next.byPath.has(this.wanted)) this.toPath(this.wanted);
    this.draw();
  }

  /** What stays where it is on the screen: what was opened or closed, else what is chosen, else what is in the middle. */
  private anchorFor(next: Picture): { path: string; x: number; y: number } | null {
    const both = (path: string | null) => {
      const item = path === null ? undefined : this.picture.byPath.get(path);
      return item && next.byPath.has(item.node.path) && this.isSeen(item) ? item : null;
    };
    const item = both(this.toggled) ?? both(this.props.chosen.peek()) ?? this.middle(next);
    this.toggled = null;
    if (!item) return null;
    const { x, y, scale } = this.camera;
    return { path: item.node.path, x: (item.x + item.w / 2) * scale + x, y: item.y * scale + y };
  }

  private middle(next: Picture): Item | null {
    const { x, y, scale } = this.camera;
    const [cx, cy] = [(this.window.width / 2 - x) / scale, (this.window.height / 2 - y) / scale];
    let [best, least] = [null as Item | null, Number.POSITIVE_INFINITY];
    for (const item of this.picture.byPath.values()) {
      const away = Math.hypot(item.x + item.w / 2 - cx, item.y - cy);
      if (away < least && next.byPath.has(item.node.path)) [best, least] = [item, away];
    }
    return best;
  }

  private isSeen({ x, y, w, h }: Item): boolean {
    const view = this.seen();
    return x <= view.right && x + w >= view.left && y <= view.bottom && y + h >= view.top;
  }

  private hold(picture: Picture): void {
    const item = this.anchor && picture.byPath.get(this.anchor.path);
    if (!item || !this.anchor) return;
    const { scale } = this.camera;
    this.camera = {
      scale,
      x: this.anchor.x - (item.x + item.w / 2) * scale,
      y: this.anchor.y - item.y * scale,
    };
  }

  /** The part of the plane that is in the window. */
  seen(): Window {
    const { x, y, scale } = this.camera;
    const { width, height } = this.window;
    return {
      left: -x / scale,
      top: -y / scale,
      right: (width - x) / scale,
      bottom: (height - y) / scale,
      scale,
      labels: [],
      names: [],
    };
  }

  look(): Look {
    const { motion, scopes, props } = this;
    const awaited = new Set([...scopes.awaited].filter((path) => props.open.peek().has(path)));
    return {
      inks: inks.peek(),
      colourOf: props.colourOf,
      marks: props.marks.peek(),
      chosen: props.chosen.peek(),
      hovered: this.hovered.peek(),
      loading: awaited,
      failed: scopes.failed,
      fresh: { paths: motion?.fresh ?? new Set(), share: motion?.share ?? 1 },
    };
  }

  draw(): void {
    this.frame ||= requestAnimationFrame((now) => this.drawNow(now));
  }

  private drawNow(now: number): void {
    this.frame = 0;
    const { width, height } = this.window;
    if (!width || !height) return;
    if (this.motion) {
      const more = this.motion.step(now);
      this.hold(this.picture);
      if (!more) this.motion = null;
      this.draw();
    }
    this.fly(now);
    this.paintNow();
    this.drawn.value++;
    clearTimeout(this.rest);
    if (!this.frame)
      this.rest = window.setTimeout(() => {
        this.settled.value++;
      }, 60);
  }

  private fly(now: number): void {
    if (!this.travel) return;
    this.travel.begun ||= now;
    const passed = Math.min(1, (now - this.travel.begun) / cameraTime);
    this.camera = between(this.travel.from, this.travel.to, 1 - (1 - passed) ** 3);
    if (passed === 1) this.travel = null;
    this.draw();
  }

  private paintNow(): void {
    const { canvas, camera } = this;
    const dots = devicePixelRatio;
    const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(dots * camera.scale, 0, 0, dots * camera.scale, dots * camera.x, dots * camera.y);
    paint(new CanvasPen(pen), this.picture, this.look(), this.seen());
    canvas.dataset.nodes = String(this.picture.byPath.size);
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) return;
    const was = this.window;
    this.window = { width, height };
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    if (!was.width) this.camera = opening(this.picture, this.window);
    else this.camera = pannedBy(this.camera, (width - was.width) / 2, 0);
    cancelAnimationFrame(this.frame);
    this.drawNow(performance.now());
  }

  /** Smallest scale: the whole picture, with room around it. */
  private get least(): number {
    return Math.min(0.2, fitting(this.picture, this.window).scale * 0.6);
  }

  zoomAt(factor: number, x: number, y: number): void {
    this.stop();
    this.camera = zoomedAt(this.camera, factor, x, y, this.least);
    this.draw();
  }

  pan(x: number, y: number): void {
    this.stop();
    this.camera = pannedBy(this.camera, x, y);
    this.draw();
  }

  private stop(): void {
    this.travel = null;
    this.motion?.place(1);
    this.motion = null;
  }

  moveTo(camera: Camera): void {
    if (still()) this.camera = camera;
    else this.travel = { from: this.camera, to: camera, begun: 0 };
    this.draw();
  }

  fit(): void {
    this.moveTo(fitting(this.picture, this.window));
  }

  zoom(factor: number): void {
    const { width, height } = this.window;
    this.moveTo(zoomedAt(this.camera, factor, width / 2, height / 2, this.least));
  }

  toPath(path: string): void {
    const item = this.picture.byPath.get(path);
    this.wanted = item ? null : path;
    if (!item) return;
    const { width, height } = this.window;
    const scale = Math.max(this.camera.scale, legible);
    const y = item.open ? Math.min(height / 2, 60) : height / 2;
    this.motion?.place(1);
    this.moveTo({ scale, x: width / 2 - (item.x + item.w / 2) * scale, y: y - item.y * scale });
    this.motion = null;
  }

  /** Moves the view only as far as is needed for a node to be seen. */
  reveal(path: string): void {
    const item = this.picture.byPath.get(path);
    if (!item) return;
    const { left, top, right, bottom, scale } = this.seen();
    const [w, h] = [Math.min(item.w, (right - left) * 0.8), item.open ? 40 : item.h];
    const edge = 30 / scale;
    const shift = (from: number, to: number, low: number, high: number) =>
      from < low + edge ? low + edge - from : to > high - edge ? high - edge - to : 0;
    const x = shift(item.x + (item.w - w) / 2, item.x + (item.w + w) / 2, left, right) * scale;
    const y = shift(item.y, item.y + h, top, bottom) * scale;
    if (x || y) this.moveTo(pannedBy(this.camera, x, y));
  }

  /** Opens what is closed, closes what is open. */
  toggle(node: GraphNode): void {
    if (!node.expandable) return;
    this.toggled = node.path;
    if (this.props.open.peek().has(node.path)) {
      this.scopes.forgetFailed(node.path);
      this.props.onClose(node.path);
    } else this.props.onOpen(node.path);
  }
}
