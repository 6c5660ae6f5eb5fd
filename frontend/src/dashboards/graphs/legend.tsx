/** What the colours mean, and how often each is there. */
import { signal } from "@preact/signals";
import { bytes, count, microseconds, things } from "../../plot/formats";
import { toggled } from "../../view";
import { type Class, classes, greatest, measures, scale, unmeasured } from "./colours";
import { session, sessions } from "./listed";
import { Part } from "./part";
import { seenNodes } from "./scopes";
import { type Colouring, colouring, graphs } from "./state";

const titles: Record<Colouring, string> = {
  structure: "Built alike",
  op: "Operations",
  device: "Devices",
  time: "Compute time",
  memory: "Memory",
  xla: "XLA clusters",
  none: "",
};

const fewest = 8;
const all = signal(false);

export function LegendSection() {
  const by = colouring();
  if (by === "none" || !seenNodes.value.length) return null;
  return (
    <Part name="Legend" title={titles[by]} note={`of ${things(seenNodes.value.length, "node")}`}>
      {measures.has(by) ? <Scale by={by} /> : <Classes by={by} />}
    </Part>
  );
}

const without: Partial<Record<Colouring, string>> = {
  structure: "No two of these scopes are built alike.",
  op: "None of these nodes is an operation: open a scope.",
  device: "This graph does not say on which device anything was placed.",
  xla: "None of these nodes is in an XLA cluster.",
};

function Classes({ by }: { by: Colouring }) {
  const found = classes.value;
  if (!found.length) return <p class="quiet">{without[by]}</p>;
  const shown = all.value ? found : found.slice(0, fewest);
  return (
    <>
      <ul class="graph-legend">
        {shown.map((entry) => (
          <Entry key={entry.key} entry={entry} />
        ))}
      </ul>
      {found.length > fewest && (
        <button type="button" class="text-button" onClick={() => (all.value = !all.peek())}>
          {all.value ? "Fewer" : `${count(found.length - fewest)} more`}
        </button>
      )}
      {graphs.lit.value.size > 0 && (
        <button type="button" class="text-button" onClick={() => (graphs.lit.value = new Set())}>
          Colour all again
        </button>
      )}
    </>
  );
}

function Entry({ entry: { key, colour, name, count: times } }: { entry: Class }) {
  const lit = graphs.lit.value;
  return (
    <li>
      <button
        type="button"
        aria-pressed={lit.has(key)}
        class={lit.size && !lit.has(key) ? "unlit" : ""}
        title={`${name}: colour only this; again for all`}
        onClick={() => (graphs.lit.value = toggled(lit, key))}
      >
        <i style={{ background: colour }} />
        <span>{name}</span>
        <b>{count(times)}</b>
      </button>
    </li>
  );
}

/** From nothing to the greatest that a box has. */
function Scale({ by }: { by: Colouring }) {
  if (!session.value)
    return (
      <p class="quiet">
        {sessions.value.length
          ? "Choose a session run above: it is what was measured."
          : "No session run of this run was logged, so nothing was measured. TensorFlow 1 writes them with add_run_metadata."}
      </p>
    );
  const written = by === "time" ? microseconds : bytes;
  return (
    <>
      <div class="graph-scale" role="img" aria-label={`From nothing to ${written(greatest.value)}`}>
        <i
          class="graph-shades"
          style={{ background: `linear-gradient(to right, ${scale.value.join(", ")})` }}
        />
        <span>0</span>
        <span>{written(greatest.value / 2)}</span>
        <span>{written(greatest.value)}</span>
      </div>
      {unmeasured.value > 0 && (
        <p class="quiet">{`${things(unmeasured.value, "node was", "nodes were")} not measured in this session.`}</p>
      )}
    </>
  );
}
