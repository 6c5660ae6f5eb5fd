/** The Scalars tab: its bar, and its cards in groups. */
import { computed } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { lastGood } from "../../filter";
import { runNames, tagsByKind } from "../../listing";
import { grouped } from "../../names";
import { things } from "../../plot/formats";
import { matching, selectAll, shownNames } from "../../selection";
import { Message } from "../../ui/blank";
import { Group } from "../../ui/group";
import { view } from "../../view";
import { Card } from "./card";
import { Controls } from "./controls";
import "./scalars.css";
import "./forms.css";
import "./tip.css";
import "./values.css";
import { gridColumns } from "./corner";
import { keepColumn } from "./lastvalues";
import "./kept";
import { combinedCards, type Spec, single } from "./spec";
import { Tooltip } from "./tooltip";
import { drawnTags } from "./wish";

export const tagPattern = lastGood(view.tagFilter);

const allTags = computed(() => tagsByKind.value.get("scalars") ?? []);
const matchingTags = computed(() => {
  const { pattern } = tagPattern.value;
  return pattern ? drawnTags.value.filter((tag) => pattern.test(tag)) : drawnTags.value;
});
const combined = computed(() => new Map(combinedCards.value.map((spec) => [spec.key, spec])));
const pinned = computed(() =>
  view.pins.value.flatMap((key): Spec[] => {
    const spec = combined.value.get(key);
    return spec ? [spec] : allTags.value.includes(key) ? [single(key)] : [];
  }),
);
const together = computed(() => combinedCards.value.filter(({ key }) => !view.pins.value.includes(key)));
const groups = computed(() => {
  const apart = new Set(view.pins.value);
  return grouped(matchingTags.value.filter((tag) => !apart.has(tag)));
});

export function Scalars() {
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) view.full.value = "";
    };
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  }, []);
  useEffect(keepColumn, []);
  useEffect(countColumns, []);
  const pattern = tagPattern.value.pattern?.source;
  useLayoutEffect(() => document.getElementById("main")?.scrollTo(0, 0), [pattern]);
  return (
    <>
      <Controls filter={tagPattern} />
      {shownNames.value.size ? <Groups /> : <AllOff />}
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

function Groups() {
  return (
    <>
      <Section id="pinned:" title="Pinned" specs={pinned.value} />
      <Section id="combined:" title="Combined" specs={together.value} />
      {[...groups.value].map(([group, tags]) => (
        <Section key={group} id={group} title={group || "no prefix"} specs={tags.map(single)} />
      ))}
      {!matchingTags.value.length && (tagPattern.value.pattern ? <NoTagMatches /> : <NoTags />)}
    </>
  );
}

function Section({ id, title, specs }: { id: string; title: string; specs: readonly Spec[] }) {
  if (!specs.length) return null;
  return (
    <Group id={id} title={title} size={specs.length}>
      {specs.map((spec) => (
        <Card key={spec.key} spec={spec} />
      ))}
    </Group>
  );
}

function NoTags() {
  return (
    <Message title="No scalars in the runs that are on">
      <p>Other runs have some: switch them on at the left.</p>
    </Message>
  );
}

function NoTagMatches() {
  return (
    <Message title="No tag matches the filter">
      <p>{`None of the ${things(drawnTags.value.length, "scalar tag")} of these runs has “${tagPattern.value.pattern?.source}” in its name.`}</p>
      <button
        type="button"
        class="primary"
        onClick={() => {
          view.tagFilter.value = "";
        }}
      >
        Clear the filter
      </button>
    </Message>
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
