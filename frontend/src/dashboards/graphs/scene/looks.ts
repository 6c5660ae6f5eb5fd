/** How large each type of node is, and a scope as the worker is told of it. */
import { terseCount } from "../../../plot/formats";
import { nodeLabel, sizes, smallLabel, widthOf } from "./labels";
import { type Level, places } from "./layout/shapes";
import type { GraphNode, Scope } from "./types";

export const heights = { scope: 28, op: 22 };
/** The sign that opens and closes. */
export const sign = 16;
const pad = 10;

export function isOp(node: GraphNode): boolean {
  return !node.expandable && (node.type === "op" || node.type === "input" || node.type === "output");
}

export function labelSize(node: GraphNode): number {
  return isOp(node) ? sizes.op : sizes.scope;
}

export function heightOf(node: GraphNode): number {
  return isOp(node) ? heights.op : heights.scope;
}

/** How many operations are in it, where there are several. */
export function countText(node: GraphNode): string {
  return node.count > 1 ? terseCount(node.count) : "";
}

export function widthOfNode(node: GraphNode): number {
  const text = widthOf(nodeLabel(node.label, labelSize(node)), labelSize(node));
  const counted = countText(node);
  const end = (counted ? 7 + widthOf(counted, sizes.small) : 0) + (node.expandable ? sign + 2 : 0);
  const pointed = node.type === "input" || node.type === "output" ? 8 : 0;
  return Math.ceil(Math.max(34, 2 * pad + text + end + pointed));
}

/** Constants and summaries are seen beside their users only; the others also in the margin, where they can be opened. */
const setAside = {
  "": places.inside,
  constant: places.beside,
  summary: places.beside,
  bookkeeping: places.margin,
  "high-degree": places.margin,
} as const;

export function levelOf(path: string, label: string, { nodes, edges, outside }: Scope): Level {
  return {
    path,
    paths: nodes.map((node) => node.path),
    width: Float32Array.from(nodes, widthOfNode),
    height: Float32Array.from(nodes, heightOf),
    small: Float32Array.from(nodes, (node) =>
      node.aside ? widthOf(smallLabel(node.label), sizes.small) : 0,
    ),
    place: Uint8Array.from(nodes, (node) => setAside[node.aside] ?? places.inside),
    least:
      path === "" ? 0 : Math.ceil(widthOf(nodeLabel(label, sizes.head), sizes.head)) + 2 * pad + 2 * sign + 8,
    tail: Int32Array.from(edges, ([tail]) => tail),
    head: Int32Array.from(edges, ([, head]) => head),
    control: Uint8Array.from(edges, ([, , , control]) => control),
    outer: Int32Array.from(outside, ([node]) => node),
    outwards: Uint8Array.from(outside, ([, direction]) => (direction === "out" ? 1 : 0)),
    others: outside.map(([, , other]) => other),
    outerControl: Uint8Array.from(outside, ([, , , , control]) => control),
  };
}
