/** What nodes are filled with: a hue for what they are, or a shade for how long they took or how much they held. */
import { computed } from "@preact/signals";
import { hexOf } from "../../plot/oklch";
import { dark } from "../../settings";
import { source } from "./listed";
import type { GraphNode } from "./scene/types";
import { closedNodes, seenNodes } from "./scopes";
import { type Colouring, colouring, graphs } from "./state";

/** One entry of the legend. */
export interface Class {
  readonly key: string;
  readonly colour: string;
  readonly name: string;
  /** How many of what is drawn. */
  readonly count: number;
}

export const measures: ReadonlySet<Colouring> = new Set(["time", "memory"]);

/** What the server says where the nodes of a scope differ. */
const several = "several";

/** What a node is told apart by; empty where it has nothing of the kind. Single operations are alike by their operation. */
function keyOf(node: GraphNode, by: Colouring): string {
  if (by === "structure") return node.expandable && node.structure ? String(node.structure) : "";
  if (by === "op") return node.op;
  if (by === "device") return node.device;
  return by === "xla" ? node.xla : "";
}

const counted = computed<ReadonlyMap<string, number>>(() => {
  const counts = new Map<string, number>();
  const by = colouring();
  for (const node of seenNodes.value) {
    const key = keyOf(node, by);
    if (key) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
});

/** Which hue a class has: once given it stays, so that nothing changes as scopes open. */
const given = new Map<string, Map<string, number>>();

const places = computed<ReadonlyMap<string, number>>(() => {
  const by = colouring();
  const name = `${source.value}\0${by}`;
  const taken = given.get(name) ?? new Map<string, number>();
  given.set(name, taken);
  for (const [key, count] of counted.value)
    if (!taken.has(key) && key !== several && (by !== "structure" || count > 1)) taken.set(key, taken.size);
  return new Map(taken);
});

/** The names of structures: those of the first node that is built so, with as much of its path as tells them apart. */
const firstNames = computed<ReadonlyMap<string, string>>(() => {
  const first = new Map<string, GraphNode>();
  for (const node of seenNodes.value) {
    const key = keyOf(node, "structure");
    if (key && !first.has(key) && places.value.has(key)) first.set(key, node);
  }
  const times = new Map<string, number>();
  for (const { label } of first.values()) times.set(label, (times.get(label) ?? 0) + 1);
  return new Map([...first].map(([key, { label, path }]) => [key, times.get(label) === 1 ? label : path]));
});

/** Degrees of hue, neighbours far from each other: blue, orange, green, pink, cyan, yellow, violet, red. */
const hues = [255, 55, 150, 345, 205, 100, 300, 20];

/** Text on it must be read, so a class is much paler than a run, and in the dark much darker. */
function tint(place: number): string {
  const hue = hues[place % hues.length] as number;
  const round = Math.floor(place / hues.length) % 3;
  const lightness = dark.value ? 0.4 + 0.07 * round : 0.89 - 0.07 * round;
  const chroma = (dark.value ? 0.07 : 0.075) + 0.015 * round;
  return hexOf({ lightness, chroma, hue: ((hue + 11 * round) * Math.PI) / 180 });
}

/** A shade from a card's colour to an orange on which text still stands out. */
function shade(share: number): string {
  const [from, to] = dark.value ? [0.25, 0.5] : [0.99, 0.76];
  return hexOf({ lightness: from + share * (to - from), chroma: 0.005 + 0.13 * share, hue: 0.95 });
}

/** The greatest time or size among the boxes that are drawn. */
export const greatest = computed(() => {
  const by = colouring();
  if (!measures.has(by)) return 0;
  return closedNodes.value.reduce((most, node) => Math.max(most, measureOf(node) ?? 0), 0);
});

function measureOf(node: GraphNode): number | null {
  return colouring() === "time" ? node.time : node.memory;
}

/** So many boxes that nothing was measured of. */
export const unmeasured = computed(() => closedNodes.value.filter((node) => measureOf(node) === null).length);

/** What a node is filled with; empty for what is as usual, or does not belong to what is lit. */
export function colourOf(node: GraphNode): string {
  const by = colouring();
  if (measures.has(by)) {
    const measure = measureOf(node);
    // An open scope's is that of all that is in it.
    const open = node.expandable && graphs.open.value.has(node.path);
    return measure === null || open || !greatest.value ? "" : shade(measure / greatest.value);
  }
  const key = keyOf(node, by);
  if (graphs.lit.value.size && !graphs.lit.value.has(key)) return "";
  const place = places.value.get(key);
  return place === undefined ? "" : tint(place);
}

/** The entries of the legend, most frequent first; what is built only once is not among them. */
export const classes = computed<readonly Class[]>(() => {
  const by = colouring();
  const found: Class[] = [];
  for (const [key, count] of counted.value) {
    const place = places.value.get(key);
    if (place !== undefined) found.push({ key, count, colour: tint(place), name: nameOf(key, by) });
  }
  return found.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
});

function nameOf(key: string, by: Colouring): string {
  if (by === "structure") return `like ${firstNames.value.get(key) ?? "others"}`;
  return by === "device" ? shortDevice(key) : key;
}

/** What tells devices of one machine apart: "/job:localhost/replica:0/task:0/device:GPU:0" is GPU:0. */
export function shortDevice(device: string): string {
  return device.replace(/^.*\/(?:device:)?(?=[^/]+$)/i, "");
}

/** The shades of the scale, from nothing to the greatest. */
export const scale = computed(() => [0, 0.25, 0.5, 0.75, 1].map(shade));
