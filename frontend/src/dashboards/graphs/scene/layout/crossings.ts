/** How many links cross each other: W. Barth, M. Jünger, P. Mutzel, "Simple and efficient bilayer cross counting", 2002. */
import { added } from "./adjacent";
import type { Lanes } from "./lanes";

export function crossings(lanes: Lanes, layers: readonly Int32Array[], position: Int32Array): number {
  let sum = 0;
  for (let rank = 0; rank + 1 < layers.length; rank++)
    sum += between(lanes, layers[rank] as Int32Array, layers[rank + 1] as Int32Array, position);
  return sum;
}

/** Between two ranks, with a tree of sums over the places of the lower one. */
function between(lanes: Lanes, upper: Int32Array, lower: Int32Array, position: Int32Array): number {
  let leaves = 1;
  while (leaves < lower.length) leaves *= 2;
  const tree = new Int32Array(2 * leaves);
  const { start, list } = lanes.down;
  let sum = 0;
  const ends: number[] = [];
  for (const node of upper) {
    ends.length = 0;
    for (let i = start[node] as number; i < (start[node + 1] as number); i++)
      ends.push(position[lanes.below[list[i] as number] as number] as number);
    ends.sort((a, b) => a - b);
    for (const end of ends) {
      let at = leaves + end;
      added(tree, at, 1);
      while (at > 1) {
        if (at % 2 === 0) sum += tree[at + 1] as number;
        at >>= 1;
        added(tree, at, 1);
      }
    }
  }
  return sum;
}
