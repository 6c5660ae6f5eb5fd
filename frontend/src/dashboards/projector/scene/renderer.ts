/** Draws a picture of the scene: what is behind first. */
import { Atlas } from "./atlas";
import type { Layout } from "./layout";
import type { View } from "./looking";
import { farToNear, mostOrdered } from "./order";
import { few } from "./pace";
import { type Colour, type Frame, Points, type Ring } from "./points";
import { type Chain, Segments, star } from "./segments";
import type { Marked, Sprite } from "./types";

/** What does not change while one looks around. */
export interface Scene {
  readonly layout: Layout;
  /** The layout before, which points come from. */
  readonly from: Layout | null;
  readonly dimensions: 2 | 3;
  readonly paint: Uint8Array;
  readonly selected: Uint32Array;
  readonly marked: Marked | null;
  readonly sprite: Sprite | null;
  /** Chains of rows, joined. */
  readonly lines: Uint32Array | null;
  readonly axes: boolean;
}

/** The theme's. */
export interface Inks {
  readonly paper: Colour;
  readonly text: Colour;
  readonly accent: Colour;
  readonly axis: Colour;
}

export interface Picture {
  readonly view: View;
  readonly share: number;
  readonly size: number;
  /** CSS pixels, and device pixels a CSS pixel. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly inks: Inks;
  /** Every so many points are drawn while something moves that would else falter. */
  readonly stride: number;
}

/** More points than these are in a haze in 3-D, which tells far from near. */
const clear = 5000;
const thickness = 0.72;
/** To what power of the stride points grow: together they cover about as much as all would. */
const growth = 0.25;
/** So many points have rings; more stand out since all others are faint. */
const mostRinged = 200;
const plain: Ring = { colour: [0, 0, 0], width: 0, grown: 0 };

export class Renderer {
  private readonly points: Points;
  private readonly segments: Segments;
  private readonly frame: Segments;
  private readonly atlas: Atlas;
  private readonly held: Held = {};
  private readonly chained: Held = {};
  private framed: Layout | null = null;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.points = new Points(gl);
    this.segments = new Segments(gl);
    this.frame = new Segments(gl);
    this.atlas = new Atlas(gl);
  }

  draw(scene: Scene, picture: Picture): void {
    const { gl } = this;
    const { paper } = picture.inks;
    const [width, height] = [gl.canvas.width, gl.canvas.height];
    gl.viewport(0, 0, width, height);
    gl.clearColor(...paper, 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const frame = { ...frameOf(scene, picture), width, height };
    upload(this.points, this.held, scene);
    if (scene.axes) this.drawAxes(scene, frame, picture.inks);
    if (scene.lines) this.chain(scene, frame, { rows: scene.lines, width: 1.25, opacity: 0.55, ink: null });
    this.drawPoints(scene, frame, picture);
    this.emphasise(scene, frame, picture);
  }

  private drawPoints(scene: Scene, frame: Frame, { stride, view }: Picture): void {
    const { layout, from, sprite, dimensions } = scene;
    const rows = layout.at.length / 3;
    const ordered = dimensions === 3 && rows <= mostOrdered;
    const order = ordered
      ? every(farToNear(layout.at, from?.at ?? null, frame.share, view.matrix), stride)
      : null;
    if (sprite) {
      if (dimensions === 3 && !ordered) this.gl.enable(this.gl.DEPTH_TEST);
      this.points.sprites(frame, stride, order, this.atlas.look(sprite));
      this.gl.disable(this.gl.DEPTH_TEST);
    } else if (dimensions === 3 && !ordered) this.points.solid(frame, stride);
    else this.points.soft(frame, stride, opacityOf(rows), order, edgeOf(rows, frame.paper));
  }

  private emphasise(scene: Scene, frame: Frame, { inks, stride }: Picture): void {
    const { selected, marked } = scene;
    const ringOf = (rows: Uint32Array) =>
      rows.length <= mostRinged ? { colour: inks.text, width: 1.25, grown: 1 } : plain;
    if (selected.length) this.show(scene, frame, every(selected, stride), ringOf(selected));
    if (marked) {
      const { rows, of } = marked;
      if (of !== null) {
        const chain = { rows: star(of, rows), width: 1, opacity: 0.45, ink: inks.accent };
        this.chain(scene, frame, chain);
      }
      this.show(scene, frame, rows, ringOf(rows));
      if (of !== null)
        this.show(scene, frame, new Uint32Array([of]), { colour: inks.text, width: 2, grown: 2.5 });
    }
  }

  private show(scene: Scene, frame: Frame, rows: Uint32Array, ring: Ring): void {
    if (scene.sprite) this.points.sprites(frame, 1, rows, this.atlas.look(scene.sprite));
    else this.points.soft({ ...frame, haze: [0, 1, 0] }, 1, 1, rows, ring);
  }

  private chain(scene: Scene, frame: Frame, chain: Chain): void {
    upload(this.segments, this.chained, scene);
    this.segments.draw(frame, chain);
  }

  /** Lines through the positions' own 0, as long as the radius is. */
  private drawAxes({ layout, dimensions }: Scene, frame: Frame, { axis }: Inks): void {
    if (this.framed !== layout) {
      this.frame.place(axisEnds(layout, dimensions));
      this.frame.comeFrom(null);
      this.frame.colour(new Uint8Array(24).fill(255));
    }
    this.framed = layout;
    const rows = Uint32Array.of(0, 1, 0xffffffff, 2, 3, 0xffffffff, 4, 5);
    const shown = rows.subarray(0, dimensions === 3 ? 8 : 5);
    this.frame.draw({ ...frame, share: 1 }, { rows: shown, width: 1, opacity: 1, ink: axis });
  }
}

/** What is in the graphics memory. */
interface Held {
  layout?: Layout;
  from?: Layout | null;
  paint?: Uint8Array;
}

/** Brings what has changed there. */
function upload(to: Points | Segments, held: Held, { layout, from, paint }: Scene): void {
  if (held.layout !== layout) to.place(layout.at);
  if (held.from !== from) to.comeFrom(from?.at ?? null);
  if (held.paint !== paint) to.colour(paint);
  Object.assign(held, { layout, from, paint });
}

/** Both ends of each axis. */
export function axisEnds({ origin }: Layout, dimensions: 2 | 3): Float32Array<ArrayBuffer> {
  const ends = new Float32Array(6 * dimensions);
  for (let axis = 0; axis < dimensions; axis++)
    for (const end of [0, 1]) {
      const at = 6 * axis + 3 * end;
      ends.set(origin, at);
      ends[at + axis] = 2 * end - 1;
    }
  return ends;
}

function frameOf({ dimensions, layout }: Scene, { view, share, ratio, size: whole, inks, stride }: Picture) {
  const { matrix, distance } = view;
  const hazy = dimensions === 3 && layout.at.length / 3 > clear;
  const middle = distance ?? 0;
  const size = whole * stride ** growth;
  const haze: Frame["haze"] = [Math.max(0, middle - 0.8), middle + 1, hazy ? thickness : 0];
  return { matrix, distance: middle, share, ratio, size, haze, paper: inks.paper };
}

/** Many points show by where they are dense. */
function opacityOf(rows: number): number {
  return rows > 300_000 ? 0.5 : rows > 50_000 ? 0.65 : rows > 5000 ? 0.8 : 0.92;
}

/** A hair of background around each point, while they are large enough for it. */
function edgeOf(rows: number, paper: Colour): Ring {
  return rows > 3000 ? plain : { colour: paper, width: 0.75, grown: 0 };
}

/** Every so many rows, of many. */
function every(rows: Uint32Array, stride: number): Uint32Array {
  if (stride === 1 || rows.length <= few) return rows;
  const some = new Uint32Array(Math.ceil(rows.length / stride));
  for (let i = 0; i < some.length; i++) some[i] = rows[i * stride] as number;
  return some;
}
