/** The timeline that is shown, and how far it has come. */
import { computed, effect, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { aliasOf } from "../../house";
import { silence } from "../../live";
import { openedIn, openedName } from "../../opened";
import { step } from "../../plot/formats";
import { listed, type TimelineEntry } from "./entries";
import { fetchTimeline, type Progress, type Source, type Timeline } from "./request";
import { state } from "./state";

/** What is shown, in a person's words; null if there is nothing. */
export interface Shown {
  readonly source: Source;
  readonly key: string;
  readonly title: string;
}

export function titleOf({ run, title, step: at }: TimelineEntry): string {
  const where = run === "." ? "" : `${aliasOf(run) || run} · `;
  return `${where}${title}${at === null || title.includes(String(at)) ? "" : ` · step ${step(at)}`}`;
}

export const shown = computed<Shown | null>(() => {
  const opened = openedIn("timeline");
  if (opened && !state.id.value) return { source: { file: opened }, key: opened, title: openedName(opened) };
  const found = listed.value?.find(({ id }) => id === state.id.value) ?? listed.value?.[0];
  if (!found) return null;
  const { id, changed } = found;
  return { source: { id }, key: `${id} ${changed}`, title: titleOf(found) };
});

export type Loaded =
  | { readonly state: "reading"; readonly progress: Progress | null }
  | { readonly state: "failed"; readonly trouble: string }
  | { readonly state: "ready"; readonly timeline: Timeline };

/** The shown timeline, as far as it has come. */
export const loaded = signal<Loaded>({ state: "reading", progress: null });

export const timeline = computed(() => (loaded.value.state === "ready" ? loaded.value.timeline : null));

const shownKey = computed(() => shown.value?.key ?? "");

/** Loads what is shown whenever that is another; the result ends that. */
export function keepLoaded(): () => void {
  let asking = new AbortController();
  let before = "";
  const stop = effect(() => {
    const key = shownKey.value;
    asking.abort();
    if (!key) return;
    asking = new AbortController();
    const ended = asking.signal;
    const { source } = shown.peek() as Shown;
    // What was looked at in one timeline means nothing in another.
    if (before && before !== key) forget();
    before = key;
    loaded.value = { state: "reading", progress: null };
    fetchTimeline(source, ended, (progress) => {
      if (!ended.aborted) loaded.value = { state: "reading", progress };
    }).then(
      (found) => {
        if (!ended.aborted) loaded.value = { state: "ready", timeline: found };
      },
      (reason) => {
        const trouble = reason instanceof ServerError ? reason.message : silence;
        if (!ended.aborted) loaded.value = { state: "failed", trouble };
      },
    );
  });
  return () => {
    stop();
    asking.abort();
  };
}

function forget(): void {
  state.view.value = null;
  state.chosen.value = null;
  state.range.value = null;
  state.marks.value = [];
}
