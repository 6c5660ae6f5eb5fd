/** Lists of what belongs to each node, in two flat arrays: those of `node` are `list[start[node]]` up to `list[start[node + 1]]`. */
export interface Adjacent {
  readonly start: Int32Array;
  readonly list: Int32Array;
}

/** Groups 0, 1, 2… by the node that each belongs to; in each group they keep their order. */
export function grouped(nodes: number, owner: ArrayLike<number>): Adjacent {
  const start = new Int32Array(nodes + 1);
  for (let i = 0; i < owner.length; i++) added(start, (owner[i] as number) + 1, 1);
  for (let i = 0; i < nodes; i++) added(start, i + 1, start[i] as number);
  const next = start.slice();
  const list = new Int32Array(owner.length);
  for (let i = 0; i < owner.length; i++) list[added(next, owner[i] as number, 1) - 1] = i;
  return { start, list };
}

/** Adds to one of the numbers; the sum. */
export function added(numbers: Int32Array | Float32Array, at: number, by: number): number {
  const sum = (numbers[at] as number) + by;
  numbers[at] = sum;
  return sum;
}
