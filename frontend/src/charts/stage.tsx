/** What a tab of charts has around its cards: sections, the tooltip, and what is said when no run is on. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { runNames } from "../listing";
import { things } from "../plot/formats";
import { matching, selectAll, shownNames } from "../selection";
import { Message } from "../ui/blank";
import { Group } from "../ui/group";
import { view } from "../view";
import { Card } from "./card";
import "./cards.css";
import "./forms.css";
import "./tip.css";
import "./values.css";
import { gridColumns } from "./corner";
import { keepColumn } from "./lastvalues";
import "./kept";
import type { Spec } from "./spec";
import { Tooltip } from "./tooltip";

/** The children are shown while some run is on. */
export function Stage({ children }: { children: ComponentChildren }) {
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) view.full.value = "";
    };
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  }, []);
  useEffect(keepColumn, []);
  useEffect(countColumns, []);
  return (
    <>
      {shownNames.value.size ? children : <AllOff />}
      <Tooltip />
    </>
  );
}

/** Keeps count of the cards that stand side by side. */
function countColumns(): (() => void) | undefined {
  const main = document.getElementById("main");
  if (!main) return undefined;
  const observer = new ResizeObserver(() => {
    const grid = main.querySelector(".grid");
    if (grid) gridColumns.value = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
  });
  observer.observe(main);
  return () => observer.disconnect();
}

export function Section({ id, title, specs }: { id: string; title: string; specs: readonly Spec[] }) {
  if (!specs.length) return null;
  return (
    <Group id={id} title={title} size={specs.length}>
      {specs.map((spec) => (
        <Card key={spec.key} spec={spec} />
      ))}
    </Group>
  );
}

function AllOff() {
  if (!matching.value.length) {
    return (
      <Message title="No run matches the filter">
        <p>{`None of the ${things(runNames.value.length, "run")} has “${view.runFilter.value}” in its name.`}</p>
        <button
          type="button"
          class="primary"
          onClick={() => {
            view.runFilter.value = "";
          }}
        >
          Clear the filter
        </button>
      </Message>
    );
  }
  const all = view.runFilter.value ? "All runs that match the filter are off" : "All runs are off";
  return (
    <Message title={all}>
      <p>Switch some on at the left to see their curves.</p>
      <button type="button" class="primary" onClick={() => selectAll(true)}>
        {`Switch on ${things(matching.value.length, "run")}`}
      </button>
    </Message>
  );
}
