/** What a tab of charts has around its cards: sections, the tooltip, and what is said when no run is on. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { shownNames } from "../selection";
import { AllOff } from "../ui/alloff";
import { Group } from "../ui/group";
import { leaveFull } from "../ui/tagcard";
import { Card } from "./card";
import "../ui/card.css";
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
  useEffect(leaveFull, []);
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
export function countColumns(): (() => void) | undefined {
  const main = document.getElementById("main");
  if (!main) return undefined;
  const observer = new ResizeObserver(() => {
    const grid = main.querySelector(".grid");
    if (grid) gridColumns.value = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
  });
  observer.observe(main);
  return () => observer.disconnect();
}

export function Section(props: { id: string; title: string; closed?: boolean; specs: readonly Spec[] }) {
  const { specs, ...group } = props;
  if (!specs.length) return null;
  return (
    <Group {...group} size={specs.length}>
      {specs.map((spec) => (
        <Card key={spec.key} spec={spec} />
      ))}
    </Group>
  );
}
