/** Looking at things from all sides: what cameras that go around a middle have in common. Matrices are column by column. */

export interface Orbit {
  /** Radians around the upright axis, and above the horizon. */
  readonly turn: number;
  readonly tilt: number;
}

export type Triple = readonly [number, number, number];

const steepest = Math.PI / 2 - 0.01;

/** The camera gone around by so many radians, as if what it sees had been turned that way. */
export function orbited<C extends Orbit>(camera: C, right: number, down: number): C {
  const tilt = Math.max(-steepest, Math.min(steepest, camera.tilt + down));
  return { ...camera, turn: camera.turn - right, tilt };
}

/** The eye's own axes: right, up, and backwards, towards itself. */
export function axesOf({ turn, tilt }: Orbit): readonly [right: Triple, up: Triple, back: Triple] {
  const [ct, st, cp, sp] = [Math.cos(turn), Math.sin(turn), Math.cos(tilt), Math.sin(tilt)];
  return [
    [ct, 0, -st],
    [-st * sp, cp, -ct * sp],
    [st * cp, sp, ct * cp],
  ];
}

/** Perspective: degrees of view along the shorter side of the picture, its width by its height, what is between is drawn. */
export function lensMatrix(
  degrees: number,
  aspect: number,
  nearest: number,
  farthest: number,
): Float32Array<ArrayBuffer> {
  const f = 1 / Math.tan((degrees * Math.PI) / 360);
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

/** Two matrices of 4 × 4, one after the other: first `second`, then `first`. */
export function times(first: Float32Array, second: Float32Array): Float32Array<ArrayBuffer> {
  const product = new Float32Array(16);
  for (let column = 0; column < 4; column++)
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let i = 0; i < 4; i++) sum += (first[4 * i + row] as number) * (second[4 * column + i] as number);
      product[4 * column + row] = sum;
    }
  return product;
}
