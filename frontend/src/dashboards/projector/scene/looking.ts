/** What a camera sees: how radii become pixels, and what moves it. */
import { axesOf, lensMatrix, type Orbit, orbited, type Triple, times } from "../../../gl/orbit";
import type { Camera } from "./types";

/** Of the picture, in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface View {
  /** From radii to clip space, column by column. */
  readonly matrix: Float32Array<ArrayBuffer>;
  /** The eye's distance from the camera's centre, by which points shrink with depth; null in 2-D, where none does. */
  readonly distance: number | null;
  /** CSS pixels of a radius, at the camera's centre. */
  readonly scale: number;
}

/** Degrees of view along the shorter side of the picture in 3-D. */
export const degrees = 45;
/** So much of the picture is filled when everything is shown. */
export const filled = 0.9;

const leastZoom = 0.1;
export const mostZoom = 5000;

/** `half` is of the layout: half the width and the height of what there is. */
export function viewOf(camera: Camera, size: Size, dimensions: 2 | 3, half: readonly [number, number]): View {
  return dimensions === 3 ? deep(camera, size) : flat(camera, size, half);
}

/** All is within one radius: its outline touches the shorter side's edges, but for a margin. */
function deep(camera: Camera, { width, height }: Size): View {
  const lens = (degrees * Math.PI) / 360;
  const distance = 1 / Math.sin(lens) / filled / camera.zoom;
  const reach = 1.05 + Math.hypot(...camera.centre);
  const nearest = Math.max(distance / 100, distance - reach);
  const matrix = lensMatrix(degrees, width / height, nearest, distance + reach);
  const scale = Math.min(width, height) / (2 * Math.tan(lens) * distance);
  return { matrix: times(matrix, seenFrom(camera, distance)), distance, scale };
}

/** CSS pixels of a radius at which so much to both sides of the middle touches the picture's edges. */
export function fitOf([across, up]: readonly [number, number], { width, height }: Size): number {
  return Math.min(width / Math.max(across, tiny), height / Math.max(up, tiny)) / 2;
}

/** What is smaller is as good as a point. */
const tiny = 1e-6;

function flat(camera: Camera, size: Size, half: readonly [number, number]): View {
  const { width, height } = size;
  const scale = filled * camera.zoom * Math.min(fitOf(half, size), Math.max(width, height));
  const [x, y] = camera.centre;
  const [across, up] = [(2 * scale) / width, (2 * scale) / height];
  const matrix = new Float32Array([across, 0, 0, 0, 0, up, 0, 0, 0, 0, 0, 0, -x * across, -y * up, 0, 1]);
  return { matrix, distance: null, scale };
}

function seenFrom(camera: Camera, distance: number): Float32Array {
  const axes = axesOf(camera);
  const column = (i: 0 | 1 | 2) => axes.map((axis) => axis[i]);
  const away = axes.map((axis) => -dot(axis, camera.centre));
  away[2] = (away[2] as number) - distance;
  return new Float32Array([...column(0), 0, ...column(1), 0, ...column(2), 0, ...away, 1]);
}

function dot(one: Triple, other: Triple): number {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}

/** The camera after what it sees was moved by so many CSS pixels. */
export function moved(camera: Camera, view: View, right: number, down: number): Camera {
  const flatly: Orbit = view.distance === null ? { turn: 0, tilt: 0 } : camera;
  const [across, up] = axesOf(flatly);
  const along = (i: 0 | 1 | 2) => camera.centre[i] + (down * up[i] - right * across[i]) / view.scale;
  return { ...camera, centre: [along(0), along(1), along(2)] };
}

/** The camera come nearer by a factor; what is so many CSS pixels right of and below the picture's middle stays there. */
export function zoomed(camera: Camera, view: View, factor: number, right = 0, down = 0): Camera {
  const zoom = Math.max(leastZoom, Math.min(mostZoom, camera.zoom * factor));
  const kept = 1 - camera.zoom / zoom;
  return { ...moved(camera, view, -right * kept, -down * kept), zoom };
}

export function turned(camera: Camera, size: Size, right: number, down: number): Camera {
  const radians = Math.PI / Math.min(size.width, size.height);
  return orbited(camera, right * radians, down * radians);
}
