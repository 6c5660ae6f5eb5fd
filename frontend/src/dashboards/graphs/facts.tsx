/** What a node or a scope is and amounts to: its facts, its attributes, the kinds of operations in it. */
import { bytes, count, microseconds, things } from "../../plot/formats";
import { shortDevice } from "./colours";
import type { NodeDetails, Totals } from "./request";

export function Facts({ details }: { details: NodeDetails }) {
  const { totals, device, shapes, xla, run } = details;
  const single = details.type === "op" || details.type === "input" || details.type === "output";
  const facts: (readonly [string, string])[] = [
    ["Operation", single ? details.op : ""],
    ["Operations", single ? "" : count(totals.operations)],
    ["Parameters", parametersOf(totals)],
    ["Compute time", totals.time === null ? "" : microseconds(totals.time)],
    ["Memory", totals.memory === null ? "" : bytes(totals.memory)],
    ["Executions", run && run.executions !== 1 ? count(run.executions) : ""],
    ["Device", shortDevice(device || run?.device || "")],
    ["XLA cluster", xla],
    ["Shape", shapes],
  ];
  return <FactList facts={facts} titles={{ Device: device }} />;
}

interface FactListProps {
  /** What is empty is left out. */
  facts: readonly (readonly [name: string, text: string])[];
  titles?: Readonly<Record<string, string>>;
}

export function FactList({ facts, titles }: FactListProps) {
  return (
    <dl class="graph-facts">
      {facts.map(
        ([name, text]) =>
          text && (
            <div key={name} data-fact={name} title={titles?.[name]}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function parametersOf({ parameters, unknown_parameters: unknown }: Totals): string {
  const others = unknown ? `${things(unknown, "variable")} of unknown size` : "";
  return [parameters ? count(parameters) : "", others].filter(Boolean).join(" and ");
}

export function Attributes({ of }: { of: NodeDetails["attributes"] }) {
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

const mostListed = 20;

/** The kinds of operations in a scope, those that are most first. */
export function Kinds({ of }: { of: readonly (readonly [op: string, count: number])[] }) {
  if (!of.length) return null;
  return (
    <>
      <h4>
        Operations <small>{things(of.length, "kind")}</small>
      </h4>
      <dl class="graph-facts counts" data-kinds>
        {of.slice(0, mostListed).map(([op, times]) => (
          <div key={op}>
            <dt>{count(times)}</dt>
            <dd>{op || "not told"}</dd>
          </div>
        ))}
      </dl>
      {of.length > mostListed && <p class="quiet">{`${count(of.length - mostListed)} more`}</p>}
    </>
  );
}
