/** What the scene is given and what it tells: all that the page around it needs to know. */
import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";

/**
 * From where points are looked at, in radii: the middle of the positions' box is 0, and the farthest point from it is
 * at 1. So a camera stays good when one layout follows another.
 */
export interface Camera {
  /** Radians around the upright axis, and above the horizon; 0 in 2-D. */
  readonly turn: number;
  readonly tilt: number;
  /** 1 shows all there is; twice as much shows everything twice as large. */
  readonly zoom: number;
  /** What stands in the middle of the picture, and what is turned around. */
  readonly centre: readonly [x: number, y: number, z: number];
}

/** What a drag does: turns (in 2-D: moves) the points, or selects those in a box or within a line drawn around them. */
export type Mode = "orbit" | "box" | "lasso";

/** Points to be seen among all others, such as nearest neighbours. */
export interface Marked {
  /** Ringed, and never dimmed. */
  readonly rows: Uint32Array;
  /** The point that they are neighbours of; lines lead from it to them. */
  readonly of: number | null;
}

/** Pictures of the points in one image, row by row from the top left. */
export interface Sprite {
  readonly image: ImageBitmap | HTMLImageElement;
  /** Pixels of one point's. */
  readonly width: number;
  readonly height: number;
  /** Whether pictures show their points' colours: grey ones are drawn in them, others are framed in them. */
  readonly tinted: boolean;
}

export interface ScatterHandle {
  /** What is seen now, with its background, as a PNG; in device pixels. */
  png(): Promise<Blob>;
  /** All points that are drawn in view, from the front. */
  fit(): void;
  /** Brings a point to the middle, without turning. */
  goTo(row: number): void;
}

export interface ScatterProps {
  /** x, y, z of each point; z is 0 in 2-D. Points with one that is not finite are not drawn. A new array is a new layout. */
  readonly positions: Float32Array;
  readonly dimensions: 2 | 3;
  /** Red, green, blue, opacity of each point, a byte each in this order in memory. */
  readonly colours: Uint32Array | Uint8Array;
  /** 1 for points that are not drawn and not to be picked. */
  readonly hidden: Uint8Array | null;
  /** 1 for points that stand out; while there are any, all others are faint. */
  readonly selected: Uint8Array | null;
  readonly marked: Marked | null;
  /** What a point is called when it is pointed at, and where `labelled`. */
  readonly label: (row: number) => string | null;
  /** Names are written beside points, as many as there is room for. */
  readonly labelled: boolean;
  readonly sprite: Sprite | null;
  /** Rows of points in their order, joined by a line each. */
  readonly lines: readonly Uint32Array[] | null;
  readonly camera: Signal<Camera>;
  readonly mode: Signal<Mode>;
  /** Names of the axes, written at their ends; null: no axes. */
  readonly axes: readonly string[] | null;
  /** Says what is shown, for those who do not see it. */
  readonly title: string;
  readonly handle?: RefObject<ScatterHandle | null>;
  readonly onHover: (row: number | null) => void;
  /** A click; null where no point is. Additive with Shift, Ctrl or Cmd. */
  readonly onPick: (row: number | null, additive: boolean) => void;
  /** The points inside a box or a lasso, in the order of rows. */
  readonly onSelect: (rows: Uint32Array, additive: boolean) => void;
}

/** Everything in view, from the front, a little from the side where there is depth. */
export function home(dimensions: 2 | 3): Camera {
  const [turn, tilt] = dimensions === 3 ? [0.5, 0.3] : [0, 0];
  return { turn, tilt, zoom: 1, centre: [0, 0, 0] };
}
