/** The chosen node, or the whole graph: what it is, what comes in and goes out, what it amounts to. */
import { bytes, count, microseconds, things } from "../../plot/formats";
import { useFetched } from "../../ui/fetched";
import { shortDevice } from "./colours";
import { move } from "./going";
import { Links } from "./links";
import { entry, listProblems, session, source } from "./listed";
import { traced, traceTrouble } from "./marking";
import { Part } from "./part";
import { PathButton } from "./path";
import { fetchNode, type NodeDetails } from "./request";
import { scopeAt, seenByPath, seenScopes } from "./scopes";
import { graphs, type Trace } from "./state";

export function NodeSection() {
  const path = graphs.chosen.value ?? "";
  const [of, run] = [source.value, session.value];
  const node = useFetched(JSON.stringify([of, path, run]), (signal) => fetchNode(of, path, run, signal));
  const details = node.value?.path === path ? node.value : null;
  return (
    <Part
      name="Node"
      title={
        path ? <span class="graph-title">{path.slice(path.lastIndexOf("/") + 1) || path}</span> : "Graph"
      }
      note={details && path ? typeName(details) : ""}
    >
      {node.error && (
        <p class="warn" role="alert">
          {node.error}
        </p>
      )}
      {details && !node.error && <Details details={details} />}
    </Part>
  );
}

const typeNames = {
  scope: "scope",
  series: "series",
  function: "function",
  input: "input",
  output: "output",
};

function typeName({ type, op }: NodeDetails): string {
  return type === "op" ? op : typeNames[type];
}

function Details({ details }: { details: NodeDetails }) {
  return (
    <div class="graph-node" data-node={details.path}>
      {details.path ? (
        <>
          <p class="graph-full-path">{details.path}</p>
          <Doing details={details} />
        </>
      ) : (
        <Whole />
      )}
      <Facts details={details} />
      {details.attributes.length > 0 && <Attributes of={details.attributes} />}
      <Links title="Inputs" links={details.inputs} />
      <Links title="Outputs" links={details.outputs} />
      {details.similar.length > 0 && <Similar paths={details.similar} />}
    </div>
  );
}

/** What is wrong with the graph and with the list of graphs. */
function Whole() {
  const { error = "" } = entry.value ?? {};
  return (
    <>
      {[error, ...listProblems.value].filter(Boolean).map((sentence) => (
        <p key={sentence} class="warn">
          {sentence}
        </p>
      ))}
      {leftOut() > 0 && (
        <p class="warn">{`${things(leftOut(), "connection is", "connections are")} not drawn: no scope shows more than 20,000.`}</p>
      )}
      <p class="quiet">Click a node to see what it is. A double click opens and closes a scope.</p>
    </>
  );
}

/** Connections that the open scopes have too many of. */
function leftOut(): number {
  return seenScopes.value.reduce((n, { left_out: left }) => n + (left ? left.edges + left.outside : 0), 0);
}

function Facts({ details }: { details: NodeDetails }) {
  const { totals, device, shapes, path } = details;
  const many = totals.operations !== 1 || details.type !== "op";
  const facts: (readonly [string, string])[] = [
    ["Operation", details.type === "op" ? details.op : ""],
    ["Function", details.function ?? ""],
    ["Operations", many ? count(totals.operations) : ""],
    ["Functions", !path && entry.value?.functions ? count(entry.value.functions) : ""],
    ["Parameters", totals.parameters ? count(totals.parameters) : ""],
    ["Compute time", totals.time === null ? "" : microseconds(totals.time)],
    ["Memory", totals.memory === null ? "" : bytes(totals.memory)],
    ["Device", shortDevice(device)],
    [shapes.length === 1 ? "Shape" : "Shapes", shapes.join(", ")],
  ];
  return (
    <dl class="graph-facts">
      {facts.map(
        ([name, text]) =>
          text && (
            <div key={name} data-fact={name} title={name === "Device" ? device : undefined}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

const ways: readonly (readonly [Exclude<Trace, "">, string])[] = [
  ["inputs", "Trace inputs"],
  ["outputs", "Trace outputs"],
];

/** Turns one way of tracing over, beside the other. */
export function turnTrace(way: "inputs" | "outputs"): void {
  const now = graphs.trace.peek();
  const other = way === "inputs" ? "outputs" : "inputs";
  const next: Record<Trace, Trace> =
    way === "inputs"
      ? { "": way, inputs: "", outputs: "both", both: other }
      : { "": way, outputs: "", inputs: "both", both: other };
  graphs.trace.value = next[now];
}

function Doing({ details: { path } }: { details: NodeDetails }) {
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
          onClick={() => turnTrace(way as "inputs" | "outputs")}
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
  const from = inputs && `${things(inputs.paths.length, "node leads", "nodes lead")} here`;
  const to = outputs && `it leads to ${things(outputs.paths.length, "node")}`;
  return (
    <p class="quiet" role="status" data-traced>
      {[from, to].filter(Boolean).join(", ")}.
    </p>
  );
}

function Attributes({ of }: { of: NodeDetails["attributes"] }) {
  return (
    <>
      <h4>
        Attributes <small>{count(of.length)}</small>
      </h4>
      <dl class="graph-attributes">
        {of.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const mostSimilar = 20;

function Similar({ paths }: { paths: readonly string[] }) {
  return (
    <>
      <h4>
        Built alike <small>{things(paths.length, "other")}</small>
      </h4>
      <ul class="graph-paths">
        {paths.slice(0, mostSimilar).map((path) => (
          <li key={path}>
            <PathButton path={path} />
          </li>
        ))}
      </ul>
      {paths.length > mostSimilar && <p class="quiet">{`${count(paths.length - mostSimilar)} more`}</p>}
    </>
  );
}
