/** The chosen node, or the whole graph: what it is, what comes in and goes out, what it amounts to. */
import { count, things } from "../../plot/formats";
import { useFetched } from "../../ui/fetched";
import { Attributes, FactList, Facts, Kinds } from "./facts";
import { goTo } from "./going";
import { Links } from "./links";
import { session, source, stamp } from "./listed";
import { Part } from "./part";
import { PathButton } from "./path";
import { fetchAbout, fetchNode, type NodeDetails } from "./request";
import { seenScopes } from "./scopes";
import { graphs } from "./state";
import { Doing } from "./tracing";

export function NodeSection() {
  const path = graphs.chosen.value ?? "";
  const [of, run] = [source.value, session.value];
  const node = useFetched(JSON.stringify([stamp.value, path, run]), (signal) =>
    fetchNode(of, path, run, signal),
  );
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
    <div class="graph-node" data-about={details.path}>
      {details.path ? (
        <>
          <p class="graph-full-path">{details.path}</p>
          <Doing details={details} />
          <Facts details={details} />
        </>
      ) : (
        <Whole details={details} />
      )}
      <Called by={details} />
      {details.attributes.length > 0 && <Attributes of={details.attributes} />}
      <Links title="Inputs" links={details.inputs} of={details.input_count} />
      <Missing inputs={details.missing ?? []} />
      <Links title="Outputs" links={details.outputs} of={details.output_count} />
      <Paths title="Built alike" paths={details.similar} of={details.similar_count} />
      <Paths title="Members" paths={details.series?.members ?? []} of={details.series?.count ?? 0} />
      <Kinds of={details.operations ?? []} />
    </div>
  );
}

/** What there is to say of the graph itself: what is wrong with it before what it amounts to. */
function Whole({ details }: { details: NodeDetails }) {
  const [of, run] = [source.value, session.value];
  const { value } = useFetched(JSON.stringify([stamp.value, run]), (signal) => fetchAbout(of, run, signal));
  const left = leftOut();
  const crowded = `${things(left, "connection is", "connections are")} not drawn: no scope shows more than 20,000.`;
  const sentences = [...(value?.problems ?? []), ...(left ? [crowded] : [])];
  return (
    <>
      {sentences.map((sentence) => (
        <p key={sentence} class="warn" data-sentence>
          {sentence}
        </p>
      ))}
      <Facts details={details} />
      {value && (
        <FactList
          facts={[
            ["Edges", count(value.edges)],
            ["Functions", value.functions ? count(value.functions) : ""],
            ...value.about,
          ]}
        />
      )}
    </>
  );
}

/** Connections that the open scopes have too many of. */
function leftOut(): number {
  return seenScopes.value.reduce((n, { left_out: left }) => n + (left ? left.edges + left.outside : 0), 0);
}

/** The functions that a node calls: each a way into its body. */
function Called({ by }: { by: NodeDetails }) {
  if (!by.function?.length) return null;
  return (
    <>
      <h4>Calls</h4>
      <ul class="graph-paths">
        {by.function.map(({ name, path, nodes }) => (
          <li key={name}>
            {path === null || nodes === null ? (
              <span class="graph-path">{`${name}, which is not in the graph`}</span>
            ) : (
              <button
                type="button"
                class="graph-path"
                title={name}
                onClick={() => void goTo(path, [...by.open, by.path])}
              >
                <span class="graph-title">{name}</span>
                <small>{things(nodes, "node")}</small>
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Missing({ inputs }: { inputs: readonly string[] }) {
  if (!inputs.length) return null;
  return (
    <p class="warn">{`${things(inputs.length, "input is", "inputs are")} not in the graph: ${inputs.join(", ")}`}</p>
  );
}

const mostListed = 20;

function Paths({ title, paths, of }: { title: string; paths: readonly string[]; of: number }) {
  if (!paths.length) return null;
  return (
    <>
      <h4>
        {title} <small>{count(of)}</small>
      </h4>
      <ul class="graph-paths" data-links={title}>
        {paths.slice(0, mostListed).map((path) => (
          <li key={path}>
            <PathButton path={path} />
          </li>
        ))}
      </ul>
      {of > mostListed && <p class="quiet">{`${count(of - mostListed)} more`}</p>}
    </>
  );
}
