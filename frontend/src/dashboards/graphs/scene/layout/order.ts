/** The order of each rank, from the left, with few crossings: barycentre sweeps, the best of them kept. */
import { crossings } from "./crossings";
import type { Lanes } from "./lanes";
import { transposed } from "./transpose";

/** Sweeps that gain nothing before it is called enough; fewer where there is much to sweep. */
const patience = 4;
const mostSweeps = { small: 24, medium: 8, large: 4 };
const medium = 1_000;
const large = 6_000;
/** Up to here neighbours are also tried the other way round. */
const small = 2_500;

/** `leaning` tells of nodes in the first and last rank what is to stand further right of those that are else equal. */
export function ordered(lanes: Lanes, leaning: Float64Array): Int32Array[] {
  const layers = firstOrder(lanes, leaning);
  const position = new Int32Array(lanes.count);
  place(layers, position);
  let best = layers.map((layer) => layer.slice());
  let least = crossings(lanes, layers, position);
  const size = lanes.count > large ? "large" : lanes.count > medium ? "medium" : "small";
  const most = mostSweeps[size];
  for (let sweep = 0, idle = 0; sweep < most && idle < patience && least > 0; sweep++) {
    sweepOnce(lanes, layers, position, sweep);
    if (lanes.count <= small) transposed(lanes, layers, position);
    const now = crossings(lanes, layers, position);
    if (now < least) {
      idle = 0;
      least = now;
      best = layers.map((layer) => layer.slice());
    } else idle++;
  }
  for (const layer of [best[0], best.at(-1)]) if (layer) lean(lanes, layer, leaning);
  return best;
}

/** Depth first from the top, so that what hangs together stands together. */
function firstOrder({ count, rank, ranks, down, below }: Lanes, leaning: Float64Array): Int32Array[] {
  const layers: number[][] = Array.from({ length: ranks }, () => []);
  const seen = new Uint8Array(count);
  const starts = Array.from({ length: count }, (_, node) => node);
  starts.sort(
    (a, b) => (rank[a] as number) - (rank[b] as number) || (leaning[a] ?? 0) - (leaning[b] ?? 0) || a - b,
  );
  const path: number[] = [];
  for (const start of starts) {
    path.push(start);
    while (path.length) {
      const node = path.pop() as number;
      if (seen[node]) continue;
      seen[node] = 1;
      (layers[rank[node] as number] as number[]).push(node);
      for (let i = (down.start[node + 1] as number) - 1; i >= (down.start[node] as number); i--)
        path.push(below[down.list[i] as number] as number);
    }
  }
  return layers.map((layer) => Int32Array.from(layer));
}

/** Nodes with the very same neighbours can change places freely. */
function lean({ nodes, up, down, above, below }: Lanes, layer: Int32Array, leaning: Float64Array): void {
  const alike = new Map<string, number[]>();
  layer.forEach((node, slot) => {
    if (node >= nodes) return;
    const ends = [
      ...Array.from(up.list.subarray(up.start[node], up.start[node + 1]), (link) => above[link] as number),
      ...Array.from(
        down.list.subarray(down.start[node], down.start[node + 1]),
        (link) => below[link] as number,
      ),
    ];
    const key = ends.sort((a, b) => a - b).join();
    const slots = alike.get(key);
    if (slots) slots.push(slot);
    else alike.set(key, [slot]);
  });
  for (const slots of alike.values()) {
    const own = slots.map((slot) => layer[slot] as number);
    own.sort((a, b) => (leaning[a] as number) - (leaning[b] as number));
    slots.forEach((slot, i) => {
      layer[slot] = own[i] as number;
    });
  }
}

export function place(layers: readonly Int32Array[], position: Int32Array): void {
  for (const layer of layers) for (let i = 0; i < layer.length; i++) position[layer[i] as number] = i;
}

function sweepOnce(lanes: Lanes, layers: Int32Array[], position: Int32Array, sweep: number): void {
  const downwards = sweep % 2 === 0;
  const mirrored = sweep % 4 >= 2;
  const centre = new Float64Array(lanes.count);
  for (let i = 1; i < layers.length; i++) {
    const layer = layers[downwards ? i : layers.length - 1 - i] as Int32Array;
    sortLayer(lanes, layer, position, { downwards, mirrored, centre });
  }
}

interface Sweep {
  readonly downwards: boolean;
  /** Among equals, the later one first. */
  readonly mirrored: boolean;
  readonly centre: Float64Array;
}

/** Sorts a rank by where its neighbours stand; nodes without any keep their places. */
function sortLayer(
  lanes: Lanes,
  layer: Int32Array,
  position: Int32Array,
  { downwards, mirrored, centre }: Sweep,
): void {
  const { start, list } = downwards ? lanes.up : lanes.down;
  const other = downwards ? lanes.above : lanes.below;
  const slots: number[] = [];
  for (let i = 0; i < layer.length; i++) {
    const node = layer[i] as number;
    let [sum, weights] = [0, 0];
    for (let j = start[node] as number; j < (start[node + 1] as number); j++) {
      const link = list[j] as number;
      const weight = lanes.weight[link] as number;
      sum += weight * (position[other[link] as number] as number);
      weights += weight;
    }
    if (!weights) continue;
    centre[node] = sum / weights;
    slots.push(i);
  }
  const sign = mirrored ? -1 : 1;
  const nodes = slots.map((slot) => layer[slot] as number);
  nodes.sort(
    (a, b) =>
      (centre[a] as number) - (centre[b] as number) ||
      sign * ((position[a] as number) - (position[b] as number)),
  );
  for (let i = 0; i < slots.length; i++) layer[slots[i] as number] = nodes[i] as number;
  for (let i = 0; i < layer.length; i++) position[layer[i] as number] = i;
}
