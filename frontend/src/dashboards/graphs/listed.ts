/** The graphs there are to look at: those of the runs that are on, files beside events, and one that was opened. */
import { computed, effect, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { beside } from "../../beside";
import { drawnRuns } from "../../drawn";
import { aliasOf } from "../../house";
import { runs } from "../../listing";
import { silence } from "../../live";
import { openedIn, openedName } from "../../opened";
import { graphKinds, sessionKinds } from "./kinds";
import { fetchGraphs, type GraphEntry, type GraphList, type Session } from "./request";
import { graphs } from "./state";

/** All that the server lists; null before it answered. */
const list = signal<GraphList | null>(null);

/** One sentence on why there is no list, or "". */
export const listTrouble = signal("");

/** Changes when a graph or a session came or went, not with every point. */
const present = computed(() =>
  JSON.stringify([
    [...runs.value.values()].flatMap(({ name, tags }) =>
      [...graphKinds, ...sessionKinds].flatMap((kind) =>
        tags.has(kind) ? [[name, kind, ...(tags.get(kind) ?? [])]] : [],
      ),
    ),
    beside("graphs").map(({ path, changed }) => [path, changed]),
  ]),
);

/** Asks for the list whenever it has changed; the result ends that. */
export function keepListed(): () => void {
  let asking = new AbortController();
  const stop = effect(() => {
    present.value;
    asking.abort();
    asking = new AbortController();
    const ended = asking.signal;
    fetchGraphs(ended).then(
      (reply) => {
        list.value = reply;
        listTrouble.value = "";
      },
      (reason) => {
        if (!ended.aborted) listTrouble.value = reason instanceof ServerError ? reason.message : silence;
      },
    );
  });
  return () => {
    stop();
    asking.abort();
  };
}

/** Graphs of runs that are on, or of what is no run and cannot be switched off; null before there is a list. */
export const listed = computed<readonly GraphEntry[] | null>(() => {
  if (!list.value) return null;
  const on = new Set(drawnRuns.value.map(({ name }) => name));
  return list.value.graphs.filter(({ run }) => on.has(run) || !runs.value.has(run));
});

const preference = { op: 0, conceptual: 1, file: 2, profile: 3 };

/** The graph that is shown; null if there is none. */
export const entry = computed<GraphEntry | null>(() => {
  const all = listed.value ?? [];
  const opened = openedIn("graphs");
  if (opened && !graphs.id.value) return unlisted(opened);
  const usual = [...all].sort((a, b) => rank(a) - rank(b))[0];
  return all.find(({ id }) => id === graphs.id.value) ?? usual ?? null;
});

const rank = ({ kind, error }: GraphEntry) => preference[kind] + (error ? 10 : 0);

/** What is opened is in no list. */
function unlisted(file: string): GraphEntry {
  return { id: file, run: "", title: openedName(file), kind: "file", wall_time: 0, error: "" };
}

/** What the server knows the shown graph by; empty if there is none. */
export const source = computed(() => entry.value?.id ?? "");

/** Changes with the shown graph, also where its file was written again. */
export const stamp = computed(() => (entry.value ? `${entry.value.id}\0${entry.value.wall_time}` : ""));

/** Sessions of the shown graph's run, oldest first. */
export const sessions = computed<readonly Session[]>(() => {
  const run = entry.value?.run;
  return (list.value?.sessions ?? []).filter((session) => session.run === run);
});

/** The id of the session whose times are shown; empty for none. */
export const session = computed(() => {
  if (graphs.session.value === "-") return "";
  const chosen = sessions.value.find(({ id }) => id === graphs.session.value) ?? sessions.value.at(-1);
  return chosen?.id ?? "";
});

const kindNames = { op: "", conceptual: "conceptual", profile: "profile", file: "file" };

/** A graph as a choice among those of its run. */
export function titleOf({ title, kind }: GraphEntry): string {
  return kindNames[kind] ? `${title} · ${kindNames[kind]}` : title;
}

/** A graph among those of all runs. */
export function fullTitleOf(of: GraphEntry): string {
  return of.run ? `${aliasOf(of.run) || of.run}: ${titleOf(of)}` : titleOf(of);
}
