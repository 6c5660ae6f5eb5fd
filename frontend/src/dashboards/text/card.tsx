/** The card of a tag: its texts, newest first, or what differs between two of them. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { runsWith } from "../../drawn";
import { givenName } from "../../names";
import { count, things } from "../../plot/formats";
import { type Steps, useSteps } from "../../steps";
import { DescriptionButton } from "../../ui/description";
import { TagCard } from "../../ui/tagcard";
import type { CardProps } from "../../ui/tagpage";
import { toggled } from "../../view";
import { Difference } from "./difference";
import { Entry } from "./entry";
import { keyOf, listOf, type TextList, type Wanted } from "./list";
import { texts } from "./state";

/** What the card's frame has to know of its texts. */
interface About {
  readonly note: string;
  readonly described: string | null;
}

export function TextCard({ id, tag }: CardProps) {
  const about = useSignal<About>({ note: "", described: null });
  const { note, described } = about.value;
  return (
    <TagCard
      id={id}
      tag={tag}
      title={givenName(tag)}
      shape="wide"
      note={note}
      tools={described && <DescriptionButton run={described} tag={tag} />}
    >
      {() => <Texts tag={tag} about={about} />}
    </TagCard>
  );
}

function Texts({ tag, about }: { tag: string; about: Signal<About> }) {
  const runs = runsWith("text", tag);
  const { series, error } = useSteps(tag, runs, true);
  const note = noteOf(series);
  const described = series.find(({ description }) => description)?.run ?? null;
  useEffect(() => {
    about.value = { note, described };
  }, [note, described]);
  if (texts.compared.value.has(tag)) return <Difference tag={tag} series={series} />;
  return <Listed tag={tag} runs={runs} series={series} trouble={error} />;
}

function noteOf(series: readonly Steps[]): string {
  const total = series.reduce((n, { step }) => n + step.length, 0);
  const parts = [total && things(total, "text"), series.length > 1 && `${count(series.length)} runs`];
  return parts.filter(Boolean).join(" · ");
}

/** Shows what a restart has replaced, or hides it again. */
function Replaced({ tag, count: replaced }: { tag: string; count: number }) {
  const shown = texts.superseded.value.has(tag);
  return (
    <button
      type="button"
      class="text-button quiet"
      aria-pressed={shown}
      onClick={() => {
        texts.superseded.value = toggled(texts.superseded.peek(), tag);
      }}
    >
      {`${shown ? "Hide" : "Show"} ${count(replaced)} replaced by a restart`}
    </button>
  );
}

const settle = 250;

/** A signal's value once it has been left alone for a moment. */
function useSettled<T>(value: T): T {
  const settled = useSignal(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      settled.value = value;
    }, settle);
    return () => clearTimeout(timer);
  }, [value]);
  return settled.value;
}

interface ListedProps {
  tag: string;
  runs: Wanted["runs"];
  series: readonly Steps[];
  trouble: string;
}

function Listed({ tag, runs, series, trouble }: ListedProps) {
  const query = useSettled(texts.query.value);
  const regex = texts.regex.value;
  const wanted = { tag, runs, query, regex, superseded: texts.superseded.value.has(tag) };
  const list = listOf(wanted);
  const [, begun] = useState(0);
  const again = () => {
    listOf(wanted, true);
    begun((n) => n + 1);
  };
  const newer = list.newer(series);
  const replaced = series.reduce((n, { superseded }) => n + superseded, 0);
  const error = list.error.value || (list.total.value < 0 ? trouble : "");
  const scroller = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = list.scrolled;
  }, [list]);
  const follow = (element: HTMLElement) => {
    list.scrolled = element.scrollTop;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (below < element.clientHeight && !list.error.peek()) void list.older();
  };
  return (
    <>
      {query && <Hits list={list} />}
      {replaced > 0 && <Replaced tag={tag} count={replaced} />}
      <div
        ref={scroller}
        class="texts"
        role="feed"
        aria-label={`Texts of ${tag}, newest first`}
        aria-busy={list.busy.value}
        onScroll={(event) => follow(event.currentTarget)}
      >
        {list.texts.value.map((text) => (
          <Entry key={keyOf(text)} tag={tag} text={text} list={list} series={series} />
        ))}
        <End list={list} error={error} />
      </div>
      {newer !== 0 && <Newer newer={newer} onClick={again} />}
    </>
  );
}

function Newer({ newer, onClick }: { newer: number | null; onClick: () => void }) {
  return (
    <button type="button" class="text-newer" data-newer={newer ?? ""} onClick={onClick}>
      {newer === null ? "Texts were replaced: show them as they are now" : `${things(newer, "newer text")}`}
    </button>
  );
}

/** What a search has come to. */
function Hits({ list }: { list: TextList }) {
  const [found, place, total] = [list.texts.value.length, list.place.value, list.total.value];
  if (total < 0) return <p class="text-hits">Searching…</p>;
  const more = list.more.value;
  const what = found ? `Found in ${things(found, "text")}` : more ? "Nothing yet" : "Not found";
  const where = more ? `${count(place)} of ${count(total)} searched` : `all ${count(total)} searched`;
  return <p class="text-hits" role="status">{`${what}; ${where}${list.busy.value ? "…" : ""}`}</p>;
}

/** What stands below the last text. */
function End({ list, error }: { list: TextList; error: string }) {
  if (error) {
    return (
      <p class="text-end warn" role="alert">
        {error}
        <button type="button" class="primary" onClick={() => void list.older()}>
          Try again
        </button>
      </p>
    );
  }
  if (list.busy.value)
    return <p class="text-end">{list.total.value < 0 ? "Loading…" : "Loading older ones…"}</p>;
  if (!list.more.value) return null;
  return (
    <p class="text-end">
      <button type="button" class="primary" onClick={() => void list.older()}>
        {`Older ones: ${count(list.total.value - list.place.value)}`}
      </button>
    </p>
  );
}
