/** From where the picture is seen: moved at once by the pointer, and in a short flight by keys and buttons. */
import { between, type Camera, fitting, legible, opening, pannedBy, type Size, zoomedAt } from "./camera";
import { still } from "./motion";
import type { Window } from "./paint";
import type { Item, Rect } from "./picture";
import type { Spot } from "./types";

const flightTime = 200;

export class Viewpoint {
  camera: Camera = { x: 0, y: 0, scale: 1 };
  window: Size = { width: 0, height: 0 };
  /** From where to see it instead of what is seen first. */
  start: Spot | null = null;
  private flight: { from: Camera; to: Camera; begun: number } | null = null;

  /** `plane` tells how large the picture is, `moved` is called whenever it is to be drawn from elsewhere. */
  constructor(
    private readonly plane: () => Size,
    private readonly moved: () => void,
  ) {}

  /** The window has another size now; what is in its middle stays there. */
  resize(window: Size): void {
    const was = this.window;
    this.window = window;
    if (was.width) this.camera = pannedBy(this.camera, (window.width - was.width) / 2, 0);
    else this.open();
  }

  open(): void {
    if (!this.window.width) return;
    if (this.start) this.lookFrom(this.start);
    else this.camera = opening(this.plane(), this.window);
  }

  lookFrom([x, y, scale]: Spot): void {
    const { width, height } = this.window;
    this.land();
    this.camera = { scale, x: width / 2 - x * scale, y: height / 2 - y * scale };
  }

  /** To a tenth of a pixel of the plane. */
  get spot(): Spot {
    const { width, height } = this.window;
    const { x, y, scale } = this.camera;
    const tenth = (n: number) => Math.round(10 * n) / 10;
    return [tenth((width / 2 - x) / scale), tenth((height / 2 - y) / scale), Number(scale.toPrecision(4))];
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

  /** Where the upper middle of a node is in the window. */
  headOf({ x, y, w }: Rect): { x: number; y: number } {
    const { camera } = this;
    return { x: (x + w / 2) * camera.scale + camera.x, y: y * camera.scale + camera.y };
  }

  /** Sees a node's upper middle at a place in the window. */
  hold({ x, y, w }: Rect, at: { x: number; y: number }): void {
    const { scale } = this.camera;
    this.camera = { scale, x: at.x - (x + w / 2) * scale, y: at.y - y * scale };
  }

  /** True while in flight. */
  step(now: number): boolean {
    if (!this.flight) return false;
    this.flight.begun ||= now;
    const passed = Math.min(1, (now - this.flight.begun) / flightTime);
    this.camera = between(this.flight.from, this.flight.to, 1 - (1 - passed) ** 3);
    if (passed === 1) this.flight = null;
    return passed < 1;
  }

  land(): void {
    this.flight = null;
  }

  private fly(to: Camera): void {
    if (still()) this.camera = to;
    else this.flight = { from: this.camera, to, begun: 0 };
    this.moved();
  }

  /** The smallest scale: all of the picture, with room around it. */
  private get least(): number {
    return Math.min(0.2, fitting(this.plane(), this.window).scale * 0.6);
  }

  zoomAt(factor: number, x: number, y: number): void {
    this.land();
    this.camera = zoomedAt(this.camera, factor, x, y, this.least);
    this.moved();
  }

  pan(x: number, y: number): void {
    this.land();
    this.camera = pannedBy(this.camera, x, y);
    this.moved();
  }

  fit(): void {
    this.fly(fitting(this.plane(), this.window));
  }

  zoom(factor: number): void {
    const { width, height } = this.window;
    const from = this.flight?.to ?? this.camera;
    this.fly(zoomedAt(from, factor, width / 2, height / 2, this.least));
  }

  /** Brings a place of the plane into the middle, or an open scope's name near the top. */
  goTo({ x, y, w }: Rect, open: boolean): void {
    const { width, height } = this.window;
    const scale = Math.max(this.camera.scale, legible);
    const down = open ? Math.min(height / 2, 60) : height / 2;
    this.fly({ scale, x: width / 2 - (x + w / 2) * scale, y: down - y * scale });
  }

  /** Moves only as far as is needed for a node to be seen. */
  reveal(item: Item): void {
    const { left, top, right, bottom, scale } = this.seen();
    const [w, h] = [Math.min(item.w, (right - left) * 0.8), item.open ? 40 : item.h];
    const edge = 30 / scale;
    const shift = (from: number, to: number, low: number, high: number) =>
      from < low + edge ? low + edge - from : to > high - edge ? high - edge - to : 0;
    const x = shift(item.x + (item.w - w) / 2, item.x + (item.w + w) / 2, left, right) * scale;
    const y = shift(item.y, item.y + h, top, bottom) * scale;
    if (x || y) this.fly(pannedBy(this.camera, x, y));
  }
}
