/** The picture and its state between two drawings. It is drawn only when something changed, at most once a frame. */
import { nameAxes, namePoints } from "./annotation";
import { fitted } from "./fitting";
import type { Given } from "./given";
import { type Size, type View, viewOf } from "./looking";
import { Motion } from "./motion";
import { Pace, rest } from "./pace";
import { limits } from "./points";
import { type Projected, pointAt, projected } from "./projected";
import { Renderer } from "./renderer";
import { discSize, spriteSize } from "./sizes";
import type { Camera } from "./types";

/** More device pixels a CSS pixel are not drawn. */
const mostRatio = 2;
/** CSS pixels beside a point that still mean it. */
const near = 5;
/** Among more points names are written only while nothing moves. */
const namedMoving = 20_000;

/** One point in the picture, in CSS pixels. */
export interface Spotted {
  readonly x: number;
  readonly y: number;
  /** From its middle to its rim. */
  readonly radius: number;
  /** Of its disc; null where it is a picture. */
  readonly colour: string | null;
}

export class Stage {
  given: Given | null = null;
  size: Size = { width: 0, height: 0 };
  private renderer: Renderer | null = null;
  private readonly gl: WebGL2RenderingContext | null;
  private readonly motion = new Motion();
  private readonly pace: Pace | null;
  private frame = 0;
  private resting = 0;
  private seen: { readonly key: readonly unknown[]; readonly points: Projected } | null = null;

  /** `after` is called when a picture was drawn. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly overlay: HTMLCanvasElement,
    private readonly after: () => void,
  ) {
    this.gl = canvas.getContext("webgl2", {
      antialias: false,
      alpha: false,
      powerPreference: "high-performance",
    });
    if (this.gl) this.renderer = new Renderer(this.gl);
    this.pace = this.gl && new Pace(this.gl);
  }

  /** Whether the browser can draw at all. */
  get able(): boolean {
    return this.gl !== null;
  }

  /** The graphics card took the picture away, or gave it back. */
  lost(gone: boolean): void {
    this.renderer = gone || !this.gl ? null : new Renderer(this.gl);
    if (!gone) this.request();
  }

  give(given: Given): void {
    const moves = this.given && (this.given.camera !== given.camera || this.given.layout !== given.layout);
    this.given = given;
    this.motion.towards(given.layout, performance.now());
    if (moves) this.stir();
    this.request();
  }

  resize(size: Size): void {
    this.size = size;
    // A canvas of a new size is blank until it is drawn on: not a frame later.
    this.draw();
  }

  /** Gives both canvases as many pixels as they take on the screen. */
  private sized(): void {
    const { ratio, size } = this;
    const [width, height] = [size.width, size.height].map((side) => Math.max(1, Math.round(side * ratio)));
    for (const canvas of [this.canvas, this.overlay])
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.resting);
    this.pace?.close();
  }

  request(): void {
    if (!this.frame) this.frame = requestAnimationFrame(this.draw);
  }

  get ratio(): number {
    return Math.min(mostRatio, devicePixelRatio || 1);
  }

  get view(): View | null {
    const { given, size } = this;
    if (!given || !size.width || !size.height) return null;
    return viewOf(given.camera, size, given.dimensions, this.motion.half(performance.now()));
  }

  /** CSS pixels from a point's middle to its rim, at a depth. */
  radius(view: View, depth: number): number {
    const [least, most] = limits[this.given?.sprite ? "sprite" : "disc"];
    const near = view.distance === null ? 1 : view.distance / depth;
    return Math.max(least, Math.min(most, this.pointSize() * near)) / 2;
  }

  /** Where points are in the picture. Null before there is one. */
  points(): Projected | null {
    const { given, view, size } = this;
    if (!given || !view) return null;
    const layout = this.motion.present(performance.now());
    const key = [layout, given.paint, size, ...view.matrix];
    if (this.seen?.key.every((part, i) => part === key[i])) return this.seen.points;
    const points = projected(layout.at, given.paint, view, size);
    this.seen = { key, points };
    return points;
  }

  /** Where one point is; null where it is not to be seen. */
  spotted(row: number): Spotted | null {
    const { given, view, size } = this;
    if (!given || !view) return null;
    const { at } = this.motion.present(performance.now());
    const paint = given.paint.subarray(4 * row, 4 * row + 4);
    const { places, depths } = projected(at.subarray(3 * row, 3 * row + 3), paint, view, size);
    const [x, y] = [places[0] as number, places[1] as number];
    if (!(x >= 0 && y >= 0 && x <= size.width && y <= size.height)) return null;
    const colour = given.sprite ? null : `rgb(${paint.subarray(0, 3).join()})`;
    return { x, y, radius: this.radius(view, depths?.[0] ?? 1), colour };
  }

  /** The point at a place of the picture; `anyhow` the nearest one, however far away it is. */
  rowAt([x, y]: readonly [number, number], anyhow = false): number | null {
    const { view, size } = this;
    const points = this.points();
    if (!points || !view) return null;
    const [, most] = limits[this.given?.sprite ? "sprite" : "disc"];
    const slack = anyhow ? Math.hypot(size.width, size.height) : near;
    return pointAt(points, x, y, (depth) => this.radius(view, depth), most / 2, slack);
  }

  /** The camera that shows all there is to be seen; null before there is anything. */
  fitted(): Camera | null {
    return this.given && fitted(this.given, this.size);
  }

  /** What is seen, on a canvas of its own. */
  copy(): HTMLCanvasElement {
    this.settle();
    this.draw();
    const { canvas, overlay } = this;
    const copy = Object.assign(document.createElement("canvas"), {
      width: canvas.width,
      height: canvas.height,
    });
    const paper = copy.getContext("2d");
    for (const layer of [canvas, overlay]) paper?.drawImage(layer, 0, 0);
    return copy;
  }

  private pointSize(): number {
    const { given, size } = this;
    if (!given) return 1;
    const rows = given.layout.at.length / 3;
    return (given.sprite ? spriteSize : discSize)(rows, given.camera.zoom, size);
  }

  /** Something moves: for a moment pictures may be of fewer points. */
  private stir(): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.settle();
      this.request();
    }, rest);
  }

  /** Nothing moves any more: the next picture is whole. */
  private settle(): void {
    clearTimeout(this.resting);
    this.resting = 0;
  }

  private readonly draw = () => {
    this.frame = 0;
    const { given, renderer, size, ratio } = this;
    const { view } = this;
    if (!given || !view || !renderer) return;
    this.sized();
    const now = performance.now();
    const share = this.motion.share(now);
    if (share < 1) this.stir();
    const rows = given.layout.at.length / 3;
    const stride = this.resting ? (this.pace?.stride ?? 1) : 1;
    const scene = { ...given, from: this.motion.from };
    renderer.draw(scene, { view, share, size: this.pointSize(), ...size, ratio, inks: given.inks, stride });
    this.pace?.drawn(rows, stride);
    this.annotate(view, rows);
    this.canvas.dataset.drawn = String(rows);
    if (share < 1) this.request();
    this.after();
  };

  /** Names of points and axes, over the points. */
  private annotate(view: View, rows: number): void {
    const { given, size, ratio, overlay } = this;
    const paper = overlay.getContext("2d");
    if (!paper || !given) return;
    paper.setTransform(ratio, 0, 0, ratio, 0, 0);
    paper.clearRect(0, 0, size.width, size.height);
    paper.font = given.inks.font;
    nameAxes(paper, given, view, size);
    if (this.resting && rows > namedMoving) return;
    namePoints(
      paper,
      given,
      size,
      () => this.points(),
      (depth) => this.radius(view, depth),
    );
  }
}
