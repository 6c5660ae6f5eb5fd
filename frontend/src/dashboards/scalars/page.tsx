/** The Scalars tab: its bar, and its cards in groups. */
import { computed } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { combinedCards, type Spec, single } from "../../charts/spec";
import { Section, Stage } from "../../charts/stage";
import { scalarTags } from "../../charts/wish";
import { lastGood } from "../../filter";
import { tagsByKind } from "../../listing";
import { grouped } from "../../names";
import { NoTagMatches, NoTags } from "../../ui/notags";
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
      {!matchingTags.value.length &&
        (tagPattern.value.pattern ? (
          <NoTagMatches noun="scalar" of={scalarTags.value.length} />
        ) : (
          <NoTags nouns="scalars" />
        ))}
    </>
  );
}
