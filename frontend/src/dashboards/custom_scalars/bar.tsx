/** The bar above the charts: which layout, what can be done with it, and how charts are drawn. */
import { ChartControls } from "../../charts/controls";
import { aliasOf } from "../../house";
import { addLayout, chosenLayout, ownLayouts } from "../../layouts";
import { PopoverButton } from "../../ui/popover";
import { carried } from "./carried";
import { LayoutMenu } from "./menu";
import { allName, editing, type Shown, show, shown } from "./shown";

/** Runs whose layouts are offered one by one. */
const mostRuns = 200;

export function Bar() {
  const now = shown.value;
  return (
    <section class="bar" aria-label="Layout and chart controls">
      <Choice />
      {now && typeof now === "object" && <Change shown={now} />}
      <PopoverButton icon="more" label="More about layouts">
        <LayoutMenu shown={now && typeof now === "object" ? now : null} />
      </PopoverButton>
      <ChartControls />
    </section>
  );
}

function Choice() {
  const now = shown.value;
  const choice = now && typeof now === "object" ? now.choice : chosenLayout.value;
  const layouts = carried.value?.layouts ?? [];
  const linked = now && typeof now === "object" && now.from === "linked" ? now : null;
  return (
    <div class="ctl">
      <label for="layout-choice">Layout</label>
      <select
        id="layout-choice"
        value={choice}
        onChange={(event) => {
          editing.value = false;
          chosenLayout.value = event.currentTarget.value;
        }}
      >
        {layouts.length > 0 && (
          <optgroup label="In the logs">
            <option value="all">{allName(layouts.length)}</option>
            {layouts.length > 1 &&
              layouts.slice(0, mostRuns).map(({ run }) => (
                <option key={run} value={`run:${run}`}>
                  {aliasOf(run) || run}
                </option>
              ))}
          </optgroup>
        )}
        {ownLayouts.value.length > 0 && (
          <optgroup label="Made in this browser">
            {ownLayouts.value.map(({ id, name }) => (
              <option key={id} value={`own:${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
        {linked && <option value={linked.choice}>{`${linked.name}, from the link`}</option>}
        {typeof now === "string" && <option value={choice}>none</option>}
      </select>
    </div>
  );
}

/** Begins to change a layout, or a copy of one that is not this browser's. */
function Change({ shown: { name, categories, from } }: { shown: Shown }) {
  if (from === "own") {
    return (
      <button
        type="button"
        class="ctl"
        aria-pressed={editing.value}
        onClick={() => {
          editing.value = !editing.value;
        }}
      >
        {editing.value ? "Done" : "Edit"}
      </button>
    );
  }
  const copied = () => {
    show(addLayout({ name: from === "linked" ? name : `${name}, changed`, categories }));
    editing.value = from !== "linked";
  };
  return (
    <button type="button" class="ctl" title="Keep it in this browser, to change it" onClick={copied}>
      {from === "linked" ? "Keep" : "Edit a copy"}
    </button>
  );
}
