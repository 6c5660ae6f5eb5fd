/** A layout as it is drawn: in radii around its middle, so that one camera fits every layout, and float32 holds any of them. */

export interface Layout {
  /** x, y, z of each point: the middle of the box of all is 0, the farthest point from it is at 1. */
  readonly at: Float32Array<ArrayBuffer>;
  /** 1 for points that are not drawn, since a coordinate is not finite; null where all are. */
  readonly lost: Uint8Array | null;
  /** Half the width and half the height of the box. */
  readonly half: readonly [number, number];
  /** Where the positions' own 0 is, and how long their 1. */
  readonly origin: readonly [number, number, number];
  readonly unit: number;
}

export function layoutOf(positions: Float32Array): Layout {
  const lost = lostOf(positions);
  const { low, high } = boxOf(positions, lost);
  // Halves, so that nothing overflows.
  const middle = low.map((end, axis) => end / 2 + (high[axis] as number) / 2);
  const radius = farthest(positions, lost, middle) || 1;
  const at = new Float32Array(positions.length);
  const [x, y, z] = middle as [number, number, number];
  for (let i = 0; i < at.length; i += 3) {
    if (lost?.[i / 3]) continue;
    at[i] = ((positions[i] as number) - x) / radius;
    at[i + 1] = ((positions[i + 1] as number) - y) / radius;
    at[i + 2] = ((positions[i + 2] as number) - z) / radius;
  }
  const half = (axis: number) => ((high[axis] as number) / 2 - (low[axis] as number) / 2) / radius;
  return {
    at,
    lost,
    half: [half(0), half(1)],
    origin: [-x / radius, -y / radius, -z / radius],
    unit: 1 / radius,
  };
}

function lostOf(positions: Float32Array): Uint8Array | null {
  let lost: Uint8Array | null = null;
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i] as number, positions[i + 1] as number, positions[i + 2] as number];
    // In double precision: the sum is not finite just where one of them is not.
    if (Number.isFinite(x + y + z)) continue;
    lost ??= new Uint8Array(positions.length / 3);
    lost[i / 3] = 1;
  }
  return lost;
}

function boxOf(positions: Float32Array, lost: Uint8Array | null): { low: number[]; high: number[] } {
  const low = [0, 0, 0];
  const high = [0, 0, 0];
  for (let axis = 0; axis < 3; axis++) {
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = axis, row = 0; i < positions.length; i += 3, row++) {
      if (lost?.[row]) continue;
      const value = positions[i] as number;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    if (least <= greatest) [low[axis], high[axis]] = [least, greatest];
  }
  return { low, high };
}

function farthest(positions: Float32Array, lost: Uint8Array | null, middle: readonly number[]): number {
  const [x, y, z] = middle as [number, number, number];
  let most = 0;
  for (let i = 0; i < positions.length; i += 3) {
    if (lost?.[i / 3]) continue;
    const [right, up, back] = [
      (positions[i] as number) - x,
      (positions[i + 1] as number) - y,
      (positions[i + 2] as number) - z,
    ];
    const square = right * right + up * up + back * back;
    if (square > most) most = square;
  }
  return Math.sqrt(most);
}

/** Where points are on their way from one layout to another. */
export function between(from: Layout, to: Layout, share: number): Layout {
  const at = new Float32Array(to.at.length);
  for (let i = 0; i < at.length; i++) {
    const start = from.at[i] as number;
    at[i] = start + share * ((to.at[i] as number) - start);
  }
  return { ...to, at, half: halfway(from, to, share) };
}

export function halfway(from: Layout, to: Layout, share: number): readonly [number, number] {
  const along = (axis: 0 | 1) => from.half[axis] + share * (to.half[axis] - from.half[axis]);
  return [along(0), along(1)];
}
