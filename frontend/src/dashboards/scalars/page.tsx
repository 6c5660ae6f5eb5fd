/** The Scalars tab: its bar, and its cards in groups. */
import { computed } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { combinedCards, type Spec, single } from "../../charts/spec";
import { Section, Stage } from "../../charts/stage";
import { scalarTags } from "../../charts/wish";
import { lastGood } from "../../filter";
import { tagsByKind } from "../../listing";
import { grouped } from "../../names";
import { things } from "../../plot/formats";
import { Message } from "../../ui/blank";
import { view } from "../../view";
import { Controls } from "./controls";

export const tagPattern = lastGood(view.tagFilter);

const allTags = computed(() => tagsByKind.value.get("scalars") ?? []);
const matchingTags = computed(() => {
  const { pattern } = tagPattern.value;
  return pattern ? scalarTags.value.filter((tag) => pattern.test(tag)) : scalarTags.value;
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
  const pattern = tagPattern.value.pattern?.source;
  useLayoutEffect(() => document.getElementById("main")?.scrollTo(0, 0), [pattern]);
  return (
    <>
      <Controls filter={tagPattern} />
      <Stage>
        <Groups />
      </Stage>
    </>
  );
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
      <p>{`None of the ${things(scalarTags.value.length, "scalar tag")} of these runs has “${tagPattern.value.pattern?.source}” in its name.`}</p>
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
