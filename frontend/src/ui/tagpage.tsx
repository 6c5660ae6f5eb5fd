/** A tab of one kind: a bar with the tag filter, and a card for each tag of the runs that are on, in sections by prefix. */
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { drawnTags } from "../drawn";
import { lastGood } from "../filter";
import { grouped } from "../names";
import { shownNames } from "../selection";
import { view } from "../view";
import { AllOff } from "./alloff";
import { FilterField } from "./field";
import { Group } from "./group";
import { NoTagMatches, NoTags } from "./notags";
import { Share } from "./share";
import { leaveFull } from "./tagcard";

export interface CardProps {
  /** What the card goes by in the address; see `TagCard`. */
  id: string;
  tag: string;
}

interface PageProps {
  kind: string;
  /** The tags to show, if not all those of the kind. */
  tags?: readonly string[];
  /** What the filter looks at, where a card is not that of one tag. */
  names?: (tag: string) => readonly string[];
  /** What a tag holds, in the singular: "image". */
  noun: string;
  /** In the plural, if that is not with an s. */
  nouns?: string;
  /** What the bar has after the tag filter. */
  controls?: ComponentChildren;
  Card: ComponentType<CardProps>;
}

const alone = (tag: string) => [tag];

const tagPattern = lastGood(view.tagFilter);

export function TagPage({ kind, tags, noun, nouns = `${noun}s`, names = alone, controls, Card }: PageProps) {
  const pattern = tagPattern.value.pattern;
  useEffect(leaveFull, []);
  useLayoutEffect(() => document.getElementById("main")?.scrollTo(0, 0), [pattern?.source]);
  return (
    <>
      <section class="bar" aria-label="Controls">
        <FilterField
          id="tag-filter"
          label="Filter tags"
          shortcut="t"
          text={view.tagFilter}
          filter={tagPattern}
        />
        {controls}
        <Share />
      </section>
      {shownNames.value.size ? (
        <Sections kind={kind} tags={tags} names={names} noun={noun} nouns={nouns} Card={Card} />
      ) : (
        <AllOff />
      )}
    </>
  );
}

function Sections({ kind, tags: chosen, names = alone, noun, nouns, Card }: Omit<PageProps, "controls">) {
  const { pattern } = tagPattern.value;
  const all = chosen ?? drawnTags(kind).value;
  const tags = useMemo(
    () => (pattern ? all.filter((tag) => names(tag).some((name) => pattern.test(name))) : all),
    [all, pattern],
  );
  const id = (tag: string) => `${kind}:${tag}`;
  const pins = view.pins.value;
  const pinned = pins.filter((pin) => pin.startsWith(id(""))).map((pin) => pin.slice(id("").length));
  const rest = grouped(tags.filter((tag) => !pins.includes(id(tag))));
  const section = (name: string, title: string, own: readonly string[]) =>
    own.length > 0 && (
      <Group key={name} id={id(name)} title={title} size={own.length} noun={noun} nouns={nouns}>
        {own.map((tag) => (
          <Card key={tag} id={id(tag)} tag={tag} />
        ))}
      </Group>
    );
  return (
    <>
      {section(
        "pinned:",
        "Pinned",
        pinned.filter((tag) => all.includes(tag)),
      )}
      {[...rest].map(([group, own]) => section(group, group || "no prefix", own))}
      {!tags.length && (pattern ? <NoTagMatches noun={noun} of={all.length} /> : <NoTags nouns={nouns} />)}
    </>
  );
}
