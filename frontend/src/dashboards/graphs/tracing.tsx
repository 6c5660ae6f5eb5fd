/** What one does with the chosen node: follow what it comes from and leads to, set it aside or bring it back. */
import { things } from "../../plot/formats";
import { move } from "./going";
import { traced, traceTrouble, turnTrace } from "./marking";
import type { NodeDetails } from "./request";
import { scopeAt, seenByPath, seenScopes } from "./scopes";
import { graphs } from "./state";

const ways = [
  ["inputs", "Trace inputs"],
  ["outputs", "Trace outputs"],
] as const;

export function Doing({ details: { path } }: { details: NodeDetails }) {
  const trace = graphs.trace.value;
  const node = seenByPath.value.get(path);
  const scope = seenScopes.value.find(({ nodes }) => nodes.some((one) => one.path === path))?.path ?? "";
  const own = scopeAt(scope)?.nodes.find((one) => one.path === path)?.aside !== "";
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
        <button type="button" class="primary" onClick={() => move(path, node.aside === "", own)}>
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
