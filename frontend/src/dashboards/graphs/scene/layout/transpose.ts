/** Exchanges neighbours of a rank where that saves crossings. */
import type { Adjacent } from "./adjacent";
import type { Lanes } from "./lanes";

const rounds = 3;

export function transposed(lanes: Lanes, layers: readonly Int32Array[], position: Int32Array): void {
  for (let round = 0, gained = true; gained && round < rounds; round++) {
    gained = false;
    for (const layer of layers) {
      for (let i = 0; i + 1 < layer.length; i++) {
        const [left, right] = [layer[i] as number, layer[i + 1] as number];
        if (gain(lanes, left, right, position) <= 0) continue;
        layer[i] = right;
        layer[i + 1] = left;
        position[right] = i;
        position[left] = i + 1;
        gained = true;
      }
    }
  }
}

/** By how many crossings the links of two neighbours become fewer when they change places. */
function gain(lanes: Lanes, left: number, right: number, position: Int32Array): number {
  return (
    turns(lanes.up, lanes.above, left, right, position) +
    turns(lanes.down, lanes.below, left, right, position)
  );
}

/** Nodes of this many links are left to the sweeps. */
const mostLinks = 40;

function turns(
  { start, list }: Adjacent,
  other: Int32Array,
  left: number,
  right: number,
  position: Int32Array,
): number {
  const [leftStart, leftEnd] = [start[left] as number, start[left + 1] as number];
  const [rightStart, rightEnd] = [start[right] as number, start[right + 1] as number];
  if (leftEnd - leftStart > mostLinks || rightEnd - rightStart > mostLinks) return 0;
  let sum = 0;
  for (let i = leftStart; i < leftEnd; i++) {
    const a = position[other[list[i] as number] as number] as number;
    for (let j = rightStart; j < rightEnd; j++) {
      const b = position[other[list[j] as number] as number] as number;
      if (a > b) sum++;
      else if (a < b) sum--;
    }
  }
  return sum;
}
