/** Points from far to near, so that soft ones may be painted over one another. */

/** So many are put in order before each frame; more are told apart by depth alone. */
export const mostOrdered = 100_000;

const steps = 1 << 14;

/** Rows, the farthest first; `share` of the way from one layout to the other. Reads places in radii, and what the matrix says of depth. */
export function farToNear(
  to: Float32Array,
  from: Float32Array | null,
  share: number,
  matrix: Float32Array,
): Uint32Array<ArrayBuffer> {
  const rows = to.length / 3;
  const depths = new Float32Array(rows);
  depthsInto(depths, to, from ? share : 1, matrix);
  if (from && share < 1) depthsInto(depths, from, 1 - share, matrix);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const depth of depths) {
    if (depth < least) least = depth;
    if (depth > most) most = depth;
  }
  return counted(depths, least, most);
}

/** Adds a share of each point's depth, but for what is the same of all. */
function depthsInto(depths: Float32Array, at: Float32Array, share: number, matrix: Float32Array): void {
  const [x, y, z] = [3, 7, 11].map((i) => share * (matrix[i] as number)) as [number, number, number];
  for (let row = 0, i = 0; row < depths.length; row++, i += 3)
    (depths[row] as number) += x * (at[i] as number) + y * (at[i + 1] as number) + z * (at[i + 2] as number);
}

/** A counting sort: depths a 16,000th of the whole apart are as good as equal. */
function counted(depths: Float32Array, least: number, most: number): Uint32Array<ArrayBuffer> {
  const scale = most > least ? (steps - 1) / (most - least) : 0;
  const bin = (row: number) => Math.floor((most - (depths[row] as number)) * scale);
  const ends = new Uint32Array(steps + 1);
  for (let row = 0; row < depths.length; row++) (ends[bin(row) + 1] as number)++;
  for (let step = 0; step < steps; step++) (ends[step + 1] as number) += ends[step] as number;
  const order = new Uint32Array(depths.length);
  for (let row = 0; row < depths.length; row++) {
    const step = bin(row);
    order[ends[step] as number] = row;
    (ends[step] as number)++;
  }
  return order;
}
