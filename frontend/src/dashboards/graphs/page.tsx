/** The Graphs tab: its bar, the picture, what is told beside it, and the table of operations beneath. */
import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { openedIn } from "../../opened";
import { shownNames } from "../../selection";
import { AllOff } from "../../ui/alloff";
import { Message } from "../../ui/blank";
import { Bar } from "./bar";
import { colourOf } from "./colours";
import { keepComparing } from "./comparing";
import { keepFinding } from "./finding";
import { closeScope, handle, openScope, said, showGraph } from "./going";
import "./graphs.css";
import "./lists.css";
import "./operations.css";
import "./panel.css";
import "./kept";
import { listen } from "./keys";
import { entry, keepListed, listed, listTrouble, stamp } from "./listed";
import { keepTracing, marks } from "./marking";
import { Operations } from "./operations";
import { Panel } from "./panel";
import { GraphView } from "./scene/view";
import { scopeOf } from "./scopes";
import { graphSettings, graphs } from "./state";

export function Graphs() {
  useEffect(keepListed, []);
  useEffect(keepFinding, []);
  useEffect(keepTracing, []);
  useEffect(keepComparing, []);
  useEffect(listen, []);
  useEffect(followOpened, []);
  return (
    <div class="graphs-tab">
      <Bar />
      <Shown />
    </div>
  );
}

/** A file that is opened now is what one wants to see. */
function followOpened(): () => void {
  let before = openedIn("graphs");
  return effect(() => {
    const now = openedIn("graphs");
    if (now && now !== before) showGraph("");
    before = now;
  });
}

function Shown() {
  if (listTrouble.value && !entry.value)
    return (
      <Message title="The graphs could not be listed">
        <p>{listTrouble.value}</p>
      </Message>
    );
  if (!listed.value) return <Message title="Looking for graphs…" />;
  if (!entry.value) return shownNames.value.size ? <NoGraph /> : <AllOff />;
  if (entry.value.error)
    return (
      <Message title={`${entry.value.title} cannot be drawn`}>
        <p role="alert">{entry.value.error}</p>
      </Message>
    );
  return (
    <div class={graphSettings.panel.value === "on" ? "graph-body" : "graph-body bare"}>
      <div class="graph-stage">
        <GraphView
          graph={stamp.value}
          scopeOf={scopeOf.value}
          open={graphs.open}
          chosen={graphs.chosen}
          colourOf={colourOf}
          marks={marks}
          spot={graphs.spot}
          onOpen={openScope}
          onClose={closeScope}
          onChoose={(path) => (graphs.chosen.value = path)}
          show={(view) => (handle.value = view)}
        />
        {said.value && (
          <p class="graph-said" role="status">
            {said.value}
          </p>
        )}
        {graphs.table.value && <Operations />}
      </div>
      {graphSettings.panel.value === "on" && <Panel />}
    </div>
  );
}

function NoGraph() {
  return (
    <Message title="No graph in the runs that are on">
      <p>
        Other runs have one: switch them on at the left. A .pb, .pbtxt, .meta or .onnx file can be opened at
        the top.
      </p>
    </Message>
  );
}
