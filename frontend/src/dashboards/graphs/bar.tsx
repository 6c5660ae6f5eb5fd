/** The bar above a graph: which one, of which session, in which colours; the search; and what is done with all of it. */
import { things } from "../../plot/formats";
import { IconButton } from "../../ui/icons";
import { Share } from "../../ui/share";
import { ComparePopover, GraphChoice, SessionChoice } from "./choices";
import { Find } from "./find";
import { collapseAll, expandAll } from "./going";
import { entry, sessions } from "./listed";
import { SavePopover } from "./saving";
import { seenByPath } from "./scopes";
import { type Colouring, colourBy, colouring, graphSettings, graphs } from "./state";

export function Bar() {
  return (
    <section class="bar graph-bar" aria-label="Graph controls">
      <GraphChoice />
      {sessions.value.length > 0 && <SessionChoice />}
      <ColourChoice />
      <Find />
      {entry.value && <Actions />}
      <Share />
    </section>
  );
}

const colourNames: readonly (readonly [Colouring, string])[] = [
  ["structure", "Structure"],
  ["op", "Operation"],
  ["device", "Device"],
  ["time", "Compute time"],
  ["memory", "Memory"],
  ["xla", "XLA cluster"],
  ["none", "Nothing"],
];

function ColourChoice() {
  const now = colouring();
  return (
    <label class="ctl">
      Colour
      <select
        aria-label="Colour by"
        value={now}
        onChange={(event) => colourBy(event.currentTarget.value as Colouring)}
      >
        {colourNames.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The scope that "expand all" is about: the chosen one, else the whole graph. */
export function within(): string {
  const chosen = graphs.chosen.value;
  return chosen !== null && seenByPath.value.get(chosen)?.expandable ? chosen : "";
}

function Actions() {
  const scope = within();
  const open = graphs.open.value.size;
  return (
    <div class="graph-actions">
      <IconButton
        icon="fold"
        label={scope ? `Expand all in ${scope}` : "Expand all"}
        onClick={() => void expandAll(scope)}
      />
      <IconButton
        icon="collapse"
        label={open ? `Collapse all: ${things(open, "open scope")}` : "Collapse all"}
        disabled={!open}
        onClick={collapseAll}
      />
      <IconButton
        icon="table"
        label="Table of operations"
        pressed={graphs.table.value}
        onClick={() => (graphs.table.value = !graphs.table.peek())}
      />
      <ComparePopover />
      <SavePopover />
      <IconButton
        icon="info"
        label="Panel of the chosen node"
        pressed={graphSettings.panel.value === "on"}
        onClick={() => (graphSettings.panel.value = graphSettings.panel.peek() === "on" ? "off" : "on")}
      />
    </div>
  );
}
