/** What the search finds, and which hit one is at. */
import { computed, effect, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { goTo } from "./going";
import { source, stamp } from "./listed";
import { fetchHits, type Hit, type Hits } from "./request";
import { graphs } from "./state";

/** So many hits are listed; all are counted. */
export const mostHits = 500;

/** Milliseconds without a key until what was typed is searched. */
const pause = 160;

const nothing: Hits = { hits: [], total: 0 };

export const hits = signal<Hits>(nothing);
/** Which search has its answer; what is asked for now, while nothing is under way. */
export const answered = signal("");
export const findTrouble = signal("");

/** Which hit one is at; -1 before the first. */
export const hitAt = computed(() => hits.value.hits.findIndex(({ path }) => path === graphs.chosen.value));

const wanted = computed(() =>
  JSON.stringify([stamp.value, graphs.query.value.trim(), graphs.regex.value, graphs.by.value]),
);

export const finding = computed(() => graphs.query.value.trim() !== "" && answered.value !== wanted.value);

/** Hits to go on as soon as there is an answer. */
let awaitedStep = 0;

/** Searches whenever what is searched has changed; the result ends that. */
export function keepFinding(): () => void {
  let timer = 0;
  let asking = new AbortController();
  const stop = effect(() => {
    const now = wanted.value;
    clearTimeout(timer);
    awaitedStep = 0;
    asking.abort();
    asking = new AbortController();
    if (!source.peek() || !graphs.query.peek().trim()) hits.value = nothing;
    else timer = window.setTimeout(() => void find(now, asking.signal), answered.peek() ? pause : 0);
  });
  return () => {
    stop();
    clearTimeout(timer);
    asking.abort();
  };
}

async function find(now: string, ended: AbortSignal): Promise<void> {
  const fields = {
    query: graphs.query.peek().trim(),
    regex: graphs.regex.peek() ? "1" : "0",
    by: graphs.by.peek(),
    limit: String(mostHits),
  };
  try {
    hits.value = await fetchHits(source.peek(), fields, ended);
    findTrouble.value = "";
  } catch (reason) {
    if (ended.aborted) return;
    findTrouble.value = reason instanceof ServerError ? reason.message : silence;
  }
  answered.value = now;
  if (awaitedStep) stepHit(awaitedStep);
}

export function goToHit({ path, open }: Hit): void {
  void goTo(path, open);
}

/** Goes to the next hit, or so many on; after the last comes the first. */
export function stepHit(by: number): void {
  awaitedStep = finding.peek() ? by : 0;
  if (awaitedStep) return;
  const { hits: all } = hits.peek();
  const at = hitAt.peek();
  const next = all[at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length];
  if (next) goToHit(next);
}
