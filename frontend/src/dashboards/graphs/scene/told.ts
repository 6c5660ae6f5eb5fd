/** What a node is, in words. */
import { bytes, microseconds, terseCount, things } from "../../../plot/formats";
import type { GraphNode } from "./types";

const kinds = {
  scope: "scope",
  op: "",
  series: "series",
  function: "function",
  input: "input",
  output: "output",
};

/** "scope of 128 operations", "Conv2D". */
export function kindOf({ type, op, count }: GraphNode): string {
  const kind = [kinds[type], op].filter(Boolean).join(" ") || "operation";
  return count > 1 ? `${kind} of ${things(count, "operation")}` : kind;
}

/** What is known of it beside its name, in a few words each. */
export function factsOf(node: GraphNode): string[] {
  const facts = [kindOf(node)];
  if (node.shape) facts.push(node.shape);
  if (node.parameters) facts.push(`${terseCount(node.parameters)} parameters`);
  if (node.time !== null) facts.push(microseconds(node.time));
  if (node.memory !== null) facts.push(bytes(node.memory));
  if (node.device && node.device !== "several") facts.push(node.device.replace(/^.*\/device:/, ""));
  return facts;
}
