/** From which side meshes are looked at: one camera a card, so that its runs are seen alike. */
import { axesOf, type Orbit } from "../../gl/orbit";

export interface Camera extends Orbit {
  /** Distance from the middle, in radii of what is seen. */
  readonly distance: number;
  /** Where the middle is moved to, in radii, right and up on the screen. */
  readonly pan: readonly [right: number, up: number];
}

export const front: Camera = { turn: 0.6, tilt: 0.35, distance: 2.3, pan: [0, 0] };

const near = 0.15;
const far = 40;

export function zoomed(camera: Camera, factor: number): Camera {
  return { ...camera, distance: Math.max(near, Math.min(far, camera.distance * factor)) };
}

export function panned(camera: Camera, right: number, up: number): Camera {
  const [x, y] = camera.pan;
  return { ...camera, pan: [x + right * camera.distance, y + up * camera.distance] };
}

/** The middle and the radius of what there is; what is not finite does not count. */
export interface Extent {
  readonly middle: readonly [number, number, number];
  readonly radius: number;
}

export function extentOf(vertices: Float32Array): Extent {
  const low = [0, 1, 2].map(() => Number.POSITIVE_INFINITY);
  const high = low.map((end) => -end);
  for (let i = 0; i < vertices.length; i++) {
    const at = vertices[i] as number;
    const axis = i % 3;
    if (!Number.isFinite(at)) continue;
    if (at < (low[axis] as number)) low[axis] = at;
    if (at > (high[axis] as number)) high[axis] = at;
  }
  const middle = low.map((end, axis) =>
    end <= (high[axis] as number) ? (end + (high[axis] as number)) / 2 : 0,
  );
  const half = low.map((end, axis) => Math.max(0, ((high[axis] as number) - end) / 2));
  const radius = Math.hypot(...half.map((size) => (Number.isFinite(size) ? size : 0))) || 1;
  return { middle: middle as [number, number, number], radius };
}

/** What takes a vertex to the eye's own axes, in radii: right, up, backwards. */
export function viewMatrix(camera: Camera, { middle, radius }: Extent): Float32Array<ArrayBuffer> {
  const { distance, pan } = camera;
  const [right, up, back] = axesOf(camera);
  const away = (axis: readonly number[]) =>
    -axis.reduce((sum, part, i) => sum + part * (middle[i] as number), 0) / radius;
  const column = (i: number) => [right[i], up[i], back[i]].map((part) => (part as number) / radius);
  return new Float32Array([
    ...column(0),
    0,
    ...column(1),
    0,
    ...column(2),
    0,
    away(right) + pan[0],
    away(up) + pan[1],
    away(back) - distance,
    1,
  ]);
}
