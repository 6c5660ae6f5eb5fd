/** The Scalars tab: its bar, and its cards in groups. */
import { computed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { facts, tagsByKind } from "../../listing";
import { grouped } from "../../names";
import { shownNames } from "../../selection";
import { Message } from "../../ui/blank";
import { Group } from "../../ui/group";
import { lastGood } from "../../ui/regex";
import { view } from "../../view";
import { Card } from "./card";
import { Controls } from "./controls";
import "./scalars.css";
import { Tooltip } from "./tooltip";

export const tagPattern = lastGood(view.tagFilter);

const allTags = computed(() => tagsByKind.value.get("scalars") ?? []);
const matchingTags = computed(() => {
  const { pattern } = tagPattern.value;
  return pattern ? allTags.value.filter((tag) => pattern.test(tag)) : allTags.value;
});
const pinned = computed(() => view.pins.value.filter((tag) => allTags.value.includes(tag)));
const groups = computed(() => {
  const apart = new Set(pinned.value);
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
  return (
    <>
      <Controls filter={tagPattern} />
      {shownNames.value.size ? <Groups /> : <AllOff />}
      <Tooltip />
    </>
  );
}

function Groups() {
  return (
    <>
      {pinned.value.length > 0 && (
        <Group id="pinned:" title="Pinned" size={pinned.value.length}>
          {pinned.value.map((tag) => (
            <Card key={tag} tag={tag} />
          ))}
        </Group>
      )}
      {[...groups.value].map(([group, tags]) => (
        <Group key={group} id={group} title={group || "no prefix"} size={tags.length}>
          {tags.map((tag) => (
            <Card key={tag} tag={tag} />
          ))}
        </Group>
      ))}
      {!matchingTags.value.length && (
        <Message title="No tag matches this filter">
          <p>{`None of the ${allTags.value.length} scalar tags contains “${tagPattern.value.pattern?.source ?? ""}”.`}</p>
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
      )}
    </>
  );
}

function AllOff() {
  const filtered = view.runFilter.value !== "";
  return (
    <Message title={filtered ? "No run that matches the filter is on" : "All runs are off"}>
      <p>
        {filtered
          ? "Change the filter at the left, or switch some of its runs on."
          : `Switch some on at the left to see their curves${facts.value?.progress.done ? "" : "; more are still being read"}.`}
      </p>
    </Message>
  );
}
