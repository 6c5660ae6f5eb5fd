/** The timelines there are, of runs that are on and in directories that are no runs. */
import { computed, effect, signal } from "@preact/signals";
import { checked, ServerError } from "../../api";
import { beside } from "../../beside";
import { drawnRuns } from "../../drawn";
import { aliasOf } from "../../house";
import { runs } from "../../listing";
import { silence } from "../../live";
import { step } from "../../plot/formats";

export interface TimelineEntry {
  readonly id: string;
  readonly run: string;
  readonly title: string;
  readonly kind: "file" | "profile" | "session";
  readonly size: number;
  readonly step: number | null;
  readonly worker: string;
  readonly changed: number;
}

/** What a person calls it. */
export function titleOf({ run, title, step: at }: TimelineEntry): string {
  const where = run === "." ? "" : `${aliasOf(run) || run} · `;
  return `${where}${title}${at === null || title.includes(String(at)) ? "" : ` · step ${step(at)}`}`;
}

async function fetchTimelines(signal: AbortSignal): Promise<TimelineEntry[]> {
  const reply = await checked(await fetch("api/timelines", { signal, cache: "no-store" }));
  return ((await reply.json()) as { timelines: TimelineEntry[] }).timelines;
}

const list = signal<readonly TimelineEntry[] | null>(null);

/** One sentence on why there is no list, or "". */
export const listTrouble = signal("");

/** The kinds of tags that hold run metadata (tensorboard/plugins/graph/metadata.py). */
const sessionKinds = ["graph_tagged_run_metadata", "graph_run_metadata"] as const;

/** What the list depends on; empty where there is nothing to list. */
const mayBe = computed(() => {
  const found = [
    ...[...runs.value.values()].flatMap(({ name, tags }) =>
      sessionKinds.flatMap((kind) => (tags.has(kind) ? [[name, ...(tags.get(kind) ?? [])]] : [])),
    ),
    ...beside("timeline").map(({ path, size, changed }) => [path, size, changed]),
  ];
  return found.length ? JSON.stringify(found) : "";
});

let asking = new AbortController();

/** Where there may be any, asks for the list whenever it may have changed. */
effect(() => {
  if (!mayBe.value) return;
  asking.abort();
  asking = new AbortController();
  const ended = asking.signal;
  fetchTimelines(ended).then(
    (found) => {
      list.value = found;
      listTrouble.value = "";
    },
    (reason) => {
      if (!ended.aborted) listTrouble.value = reason instanceof ServerError ? reason.message : silence;
    },
  );
});

export const listed = computed<readonly TimelineEntry[] | null>(() => {
  if (!list.value) return null;
  const on = new Set(drawnRuns.value.map(({ name }) => name));
  return list.value.filter(({ run }) => on.has(run) || !runs.value.has(run));
});
