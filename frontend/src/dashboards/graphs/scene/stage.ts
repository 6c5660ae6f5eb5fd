/** The picture on its canvas: what is open is fetched, laid out and drawn. */
import { effect, signal } from "@preact/signals";
import { inks } from "./inks";
import type { Geometry } from "./layout/shapes";
import { Layouter } from "./layouter";
import { levelOf } from "./looks";
import { Motion, still } from "./motion";
import { type Look, paint } from "./paint";
import { CanvasPen } from "./pens";
import { type Item, nothing, type Picture, pictured } from "./picture";
import { Scopes } from "./scopes";
import type { GraphNode, GraphViewProps, Scope, Spot } from "./types";
import { Viewpoint } from "./viewpoint";

/** Milliseconds without a new frame after which the picture is at rest. */
const rest = 60;

export class Stage {
  picture: Picture = nothing;
  readonly view = new Viewpoint(
    () => this.picture,
    () => this.moved(),
  );
  readonly hovered = signal<string | null>(null);
  /** What the pointer is at, and where in the window. */
  readonly pointed = signal<{ node: GraphNode; left: number; top: number } | null>(null);
  /** Grows with each frame, and with each after which nothing moved: for what follows the picture. */
  readonly drawn = signal(0);
  readonly settled = signal(0);
  private readonly pictures = signal(0);
  /** Why there is nothing to see. */
  readonly trouble = signal<string | null>(null);
  /** The graph is there, and there is nothing in it. */
  readonly empty = signal(false);
  props: GraphViewProps;
  private readonly scopes: Scopes;
  private readonly layouter: Layouter;
  private readonly told = new WeakSet<Scope>();
  private motion: Motion | null = null;
  private anchor: { path: string; x: number; y: number } | null = null;
  /** The scope that was opened or closed last, by a person, in the view. */
  private toggled: string | null = null;
  /** What is to be shown once it is there. */
  private wanted: string | null = null;
  /** Whether a person has moved in the picture, and from where it was seen when it last came to rest. */
  private steered = false;
  private rested: Spot | null = null;
  private frame = 0;
  private timer = 0;
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
        this.scopes.want(props.open.value);
        this.arrange();
      }),
      effect(() => this.follow()),
      effect(() => {
        const spot = props.spot.value;
        if (spot && spot !== this.rested) this.seeFrom(spot);
      }),
    );
    const watch = new ResizeObserver(() => this.resize());
    watch.observe(canvas);
    this.ends.push(() => watch.disconnect());
  }

  end(): void {
    for (const end of this.ends) end();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.scopes.end();
    this.layouter.end();
  }

  /** Takes what the view is given now. */
  renew(props: GraphViewProps): void {
    const recoloured = props.colourOf !== this.props.colourOf;
    this.props = props;
    this.scopes.renew(props.scopeOf, props.open.peek());
    if (recoloured) this.draw();
  }

  /** Draws again when a signal changes that the picture depends on. */
  private follow(): void {
    inks.value;
    this.hovered.value;
    this.pictures.value;
    const { props } = this;
    props.chosen.value;
    props.marks.value;
    for (const { node } of this.picture.byPath.values()) props.colourOf(node);
    this.draw();
  }

  private arrange(): void {
    const trouble = this.scopes.failed.get("");
    if (trouble !== undefined) this.trouble.value = trouble;
    if (!this.scopes.known.has("")) return;
    const seen = this.scopes.seen(this.props.open.peek());
    const labels = this.labels();
    for (const path of seen) {
      const scope = this.scopes.known.get(path) as Scope;
      if (this.told.has(scope)) continue;
      this.told.add(scope);
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
    const next = pictured({ scopes: this.scopes.known, geometries, open: this.props.open.peek() });
    const first = this.picture === nothing;
    this.trouble.value = null;
    this.empty.value = next.byPath.size === 0;
    this.motion?.place(1);
    this.anchor = first ? null : this.anchorFor(next);
    this.motion = first ? null : new Motion(this.picture, next);
    this.picture = next;
    this.pictures.value++;
    if (first) this.view.open();
    if (still()) this.arrive();
    if (this.view.start) this.seeFrom(this.view.start);
    if (this.wanted) this.toPath(this.wanted);
    this.draw();
  }

  /** As long as scopes are on their way, where they will be is not known. */
  private seeFrom(spot: Spot): void {
    this.steered = true;
    this.arrive();
    this.view.lookFrom(spot);
    const waiting = this.picture === nothing || this.scopes.awaited.size > 0;
    this.view.start = waiting ? spot : null;
    this.draw();
  }

  /** What stays where it is on the screen: what was opened or closed, else what is chosen, else what is in the middle. */
  private anchorFor(next: Picture): { path: string; x: number; y: number } | null {
    const view = this.view.seen();
    const both = (path: string | null) => {
      const item = path === null ? undefined : this.picture.byPath.get(path);
      if (!item || !next.byPath.has(item.node.path)) return null;
      const { x, y, w, h } = item;
      return x <= view.right && x + w >= view.left && y <= view.bottom && y + h >= view.top ? item : null;
    };
    const item = both(this.toggled) ?? both(this.props.chosen.peek()) ?? this.middle(next);
    this.toggled = null;
    return item && { path: item.node.path, ...this.view.headOf(item) };
  }

  private middle(next: Picture): Item | null {
    const { left, top, right, bottom } = this.view.seen();
    let [best, least] = [null as Item | null, Number.POSITIVE_INFINITY];
    for (const item of this.picture.byPath.values()) {
      const away = Math.hypot(item.x + item.w / 2 - (left + right) / 2, item.y - (top + bottom) / 2);
      if (away < least && next.byPath.has(item.node.path)) [best, least] = [item, away];
    }
    return best;
  }

  private hold(): void {
    const item = this.anchor && this.picture.byPath.get(this.anchor.path);
    if (item && this.anchor) this.view.hold(item, this.anchor);
  }

  /** Ends what moves, where it was going to. */
  private arrive(): void {
    if (!this.motion) return;
    this.motion.place(1);
    this.motion = null;
    this.hold();
  }

  private moved(): void {
    this.steered = true;
    this.view.start = null;
    this.arrive();
    this.wanted = null;
    this.draw();
  }

  look(): Look {
    const { motion, scopes, props } = this;
    const open = props.open.peek();
    return {
      inks: inks.peek(),
      colourOf: props.colourOf,
      marks: props.marks.peek(),
      chosen: props.chosen.peek(),
      hovered: this.hovered.peek(),
      loading: new Set([...scopes.awaited].filter((path) => open.has(path))),
      failed: scopes.failed,
      fresh: { paths: motion?.fresh ?? new Set(), share: motion?.share ?? 1 },
    };
  }

  draw(): void {
    this.canvas.dataset.rest = "no";
    this.frame ||= requestAnimationFrame((now) => this.drawNow(now));
  }

  private drawNow(now: number): void {
    this.frame = 0;
    if (!this.view.window.width) return;
    if (this.motion) {
      const more = this.motion.step(now);
      this.hold();
      if (!more) this.motion = null;
    }
    const flies = this.view.step(now);
    this.paintNow();
    this.drawn.value++;
    clearTimeout(this.timer);
    if (flies || this.motion) this.draw();
    else
      this.timer = window.setTimeout(() => {
        this.settled.value++;
        this.tellSpot();
      }, rest);
  }

  private tellSpot(): void {
    if (!this.steered || this.view.start) return;
    const spot = this.view.spot;
    if (String(spot) === String(this.rested)) return;
    this.rested = spot;
    this.props.spot.value = spot;
  }

  private paintNow(): void {
    const { canvas, view } = this;
    const { x, y, scale } = view.camera;
    const dots = devicePixelRatio;
    const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(dots * scale, 0, 0, dots * scale, dots * x, dots * y);
    paint(new CanvasPen(pen), this.picture, this.look(), view.seen());
    canvas.dataset.nodes = String(this.picture.byPath.size);
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) return;
    this.view.resize({ width, height });
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    cancelAnimationFrame(this.frame);
    this.drawNow(performance.now());
  }

  toPath(path: string): void {
    const item = this.picture.byPath.get(path);
    const mark = item ? undefined : this.markOf(path);
    if (item) this.view.goTo(item, item.open);
    else if (mark) this.view.goTo({ x: mark.x, y: mark.y, w: 0, h: 0 }, false);
    else this.wanted = path;
  }

  /** A node that is only seen beside another one. */
  private markOf(path: string) {
    for (const { marks } of this.picture.planes) {
      const found = marks.find(({ node }) => node.path === path);
      if (found) return found;
    }
    return undefined;
  }

  /** Opens what is closed, closes what is open. */
  toggle(node: GraphNode): void {
    if (!node.expandable) return;
    this.steered = true;
    this.toggled = node.path;
    if (this.props.open.peek().has(node.path)) {
      this.scopes.forgetFailed(node.path);
      this.props.onClose(node.path);
    } else this.props.onOpen(node.path);
  }
}
