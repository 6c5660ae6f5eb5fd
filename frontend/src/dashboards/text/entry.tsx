/** One text of the list: whose it is and of when, and what it says; a long one folded. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { known } from "../../listing";
import { inkOf } from "../../plot/colours";
import { moment, step as stepText, things } from "../../plot/formats";
import { addressOf, type Steps } from "../../steps";
import { copy } from "../../ui/clipboard";
import { IconButton } from "../../ui/icons";
import { RunName, Swatch } from "../../ui/name";
import { toggled } from "../../view";
import { fill } from "./body";
import { keyOf, type Text, type TextList } from "./list";
import { compare, texts } from "./state";

interface EntryProps {
  tag: string;
  text: Text;
  list: TextList;
  series: readonly Steps[];
}

export function Entry({ tag, text, list, series }: EntryProps) {
  const key = keyOf(text);
  const open = list.unfolded.value.has(key);
  const fold = () => {
    list.unfolded.value = toggled(list.unfolded.peek(), key);
  };
  return (
    <article
      class={text.replaced ? "text replaced" : "text"}
      style={{ "--c": inkOf(text.run).colour }}
      data-text={`${text.run}:${text.step}`}
      aria-label={`${text.run}, step ${text.step}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys act on the text that has the focus
      tabIndex={0}
      onKeyDown={(event) => entryKey(event, { Enter: fold, c: () => compareWithBefore(tag, text, series) })}
    >
      <header>
        <Swatch run={text.run} />
        <RunName run={text.run} />
        <span class="text-step" title={text.step}>
          step <b>{stepText(Number(text.step))}</b>
        </span>
        <time>{typeof text.wall === "number" ? moment(text.wall) : text.wall}</time>
        {text.replaced && <small>replaced by a restart</small>}
        {text.times !== undefined && <small>{things(text.times, "hit")}</small>}
        <Tools tag={tag} text={text} series={series} />
      </header>
      {text.error ? <p class="warn">{text.error}</p> : <Body text={text} open={open} onFold={fold} />}
      {text.notes?.map((note) => (
        <p key={note} class="quiet">
          {note}
        </p>
      ))}
    </article>
  );
}

function Body({ text, open, onFold }: { text: Text; open: boolean; onFold: () => void }) {
  const ref = useRef<HTMLDivElement>(null);
  const [tall, setTall] = useState(false);
  const form = texts.form.value;
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    fill(element, text, form);
    setTall(element.scrollHeight > Number.parseFloat(getComputedStyle(element).getPropertyValue("--fold")));
  }, [text, form]);
  return (
    <>
      <div ref={ref} class={`text-body marked-up${tall && !open ? " folded" : ""}`} />
      {tall && (
        <button type="button" class="text-button" aria-expanded={open} onClick={onFold}>
          {open ? "Show less" : "Show all"}
        </button>
      )}
    </>
  );
}

function Tools({ tag, text, series }: Omit<EntryProps, "list">) {
  const [done, setDone] = useState("");
  const query = new URLSearchParams({ run: text.run, tag, at: text.at, e: known().epoch });
  const raw = `api/text/raw?${query}`;
  return (
    <span class="text-tools">
      {done && <small role="status">{done}</small>}
      <IconButton
        icon="copy"
        label="Copy the text"
        onClick={async () => setDone((await copyWhole(text, raw)) ? "Copied" : "It could not be copied")}
      />
      {!text.replaced && (
        <IconButton
          icon="compare"
          label="Compare with the text before"
          onClick={() => compareWithBefore(tag, text, series)}
        />
      )}
      <a
        class="icon"
        href={raw}
        target="_blank"
        rel="noreferrer"
        title="As it was logged"
        aria-label="As it was logged"
      >
        <small>raw</small>
      </a>
    </span>
  );
}

async function copyWhole({ rows, whole }: Text, raw: string): Promise<boolean> {
  if (whole && rows) return copy(rows.map((row) => row.join("\t")).join("\n"));
  const reply = await fetch(raw);
  return reply.ok && copy(await reply.text());
}

function compareWithBefore(tag: string, { run, at }: Text, series: readonly Steps[]): void {
  const steps = series.find((one) => one.run === run);
  if (!steps) return;
  let place = steps.step.length - 1;
  while (place >= 0 && addressOf(steps, place) !== at) place--;
  if (place < 0) return;
  compare(tag, { before: { run, place: Math.max(0, place - 1) }, after: { run, place } });
}

function entryKey(event: KeyboardEvent, acts: Record<string, () => void>): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const element = event.currentTarget as HTMLElement;
  const next = { ArrowDown: element.nextElementSibling, ArrowUp: element.previousElementSibling }[event.key];
  if (next instanceof HTMLElement && next.tabIndex === 0) {
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  } else if (acts[event.key]) acts[event.key]?.();
  else return;
  event.preventDefault();
}
