/** From which side meshes are looked at: one camera a card, so that its runs are seen alike. Matrices are column by column. */

export interface Camera {
  /** Radians around the upright axis, and above the horizon. */
  readonly turn: number;
  readonly tilt: number;
  /** Distance from the middle, in radii of what is seen. */
  readonly distance: number;
  /** Where the middle is moved to, in radii, right and up on the screen. */
  readonly pan: readonly [right: number, up: number];
}

export const front: Camera = { turn: 0.6, tilt: 0.35, distance: 2.3, pan: [0, 0] };

const steepest = Math.PI / 2 - 0.01;
const near = 0.15;
const far = 40;

export function orbited(camera: Camera, right: number, down: number): Camera {
  const tilt = Math.max(-steepest, Math.min(steepest, camera.tilt + down));
  return { ...camera, turn: camera.turn - right, tilt };
}

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
export function viewMatrix({ turn, tilt, distance, pan }: Camera, { middle, radius }: Extent): Float32Array {
  const [ct, st, cp, sp] = [Math.cos(turn), Math.sin(turn), Math.cos(tilt), Math.sin(tilt)];
  const right = [ct, 0, -st];
  const up = [-st * sp, cp, -ct * sp];
  const back = [st * cp, sp, ct * cp];
  const away = (axis: number[]) =>
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

/** Perspective: degrees of view along the shorter side of the picture, its width by its height. */
export function lensMatrix(degrees: number, aspect: number, distance: number): Float32Array {
  const f = 1 / Math.tan((degrees * Math.PI) / 360);
  const [nearest, farthest] = [Math.max(0.01, distance - 1.8), distance + 1.8];
  const depth = nearest - farthest;
  return new Float32Array([
    f / Math.max(1, aspect),
    0,
    0,
    0,
    0,
    f * Math.min(1, aspect),
    0,
    0,
    0,
    0,
    (nearest + farthest) / depth,
    -1,
    0,
    0,
    (2 * nearest * farthest) / depth,
    0,
  ]);
}
