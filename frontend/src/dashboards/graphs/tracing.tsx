/** What one does with the chosen node: follow what it comes from and leads to, set it aside or bring it back. */
import { things } from "../../plot/formats";
import { move } from "./going";
import { traced, traceTrouble, turnTrace } from "./marking";
import type { NodeDetails } from "./request";
import { seenByPath } from "./scopes";
import { graphs } from "./state";

const ways = [
  ["inputs", "Trace inputs"],
  ["outputs", "Trace outputs"],
] as const;

export function Doing({ details: { path } }: { details: NodeDetails }) {
  const trace = graphs.trace.value;
  const node = seenByPath.value.get(path);
  return (
    <div class="graph-doing">
      {ways.map(([way, name]) => (
        <button
          key={way}
          type="button"
          class="primary"
          aria-pressed={trace === way || trace === "both"}
          onClick={() => turnTrace(way)}
        >
          {name}
        </button>
      ))}
      {node && (
        <button type="button" class="primary" onClick={() => move(path, node.aside === "")}>
          {node.aside ? "Bring back" : "Set aside"}
        </button>
      )}
      <Traces />
    </div>
  );
}

function Traces() {
  const { inputs, outputs } = traced.value;
  if (traceTrouble.value)
    return (
      <p class="warn" role="alert">
        {traceTrouble.value}
      </p>
    );
  if (!inputs && !outputs) return null;
  return (
    <p class="graph-traced" role="status" data-traced>
      {inputs && (
        <span>
          <i class="graph-way" />
          {`${things(inputs.total, "node leads", "nodes lead")} here`}
        </span>
      )}
      {outputs && (
        <span>
          <i class="graph-way output" />
          {`leads to ${things(outputs.total, "node")}`}
        </span>
      )}
    </p>
  );
}
