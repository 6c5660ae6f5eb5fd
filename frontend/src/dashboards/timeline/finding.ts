/** Searching slices by their names, and going from one to the next. */
import { computed, effect, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { choose } from "./going";
import { told } from "./pictures";
import { fetchHits, fetchNext, type Hits } from "./request";
import { state } from "./state";

export const hits = signal<Hits | null>(null);
export const findTrouble = signal("");
/** The place of the slice that was gone to last, from 0; null before. */
export const place = signal<number | null>(null);

export const foundNames = computed<ReadonlySet<number> | null>(() =>
  hits.value ? new Set(hits.value.names) : null,
);

const settle = 150;

/** Searches as one types; the result ends that. */
export function keepFinding(): () => void {
  let timer = 0;
  let asking = new AbortController();
  const stop = effect(() => {
    const now = told.value;
    const tracks = now?.rows.tracks.value ?? [];
    const [query, regex] = [state.query.value.trim(), state.regex.value];
    clearTimeout(timer);
    asking.abort();
    place.value = null;
    if (!query || !now?.timeline.value) {
      hits.value = null;
      findTrouble.value = "";
      return;
    }
    asking = new AbortController();
    const ended = asking.signal;
    timer = window.setTimeout(() => {
      fetchHits(now.wanted.source, { query, regex, tracks }, ended).then(
        (found) => {
          hits.value = found;
          findTrouble.value = "";
        },
        (reason) => {
          if (ended.aborted) return;
          hits.value = null;
          findTrouble.value = reason instanceof ServerError ? reason.message : silence;
        },
      );
    }, settle);
  });
  return () => {
    stop();
    clearTimeout(timer);
    asking.abort();
  };
}

/** Goes to the next hit or the one before, from the chosen slice or else the edge of what is seen. */
export async function goToNext(direction: 1 | -1): Promise<void> {
  const now = told.peek();
  const query = state.query.peek().trim();
  if (!now || !query) return;
  const seen = now.view.peek() ?? now.reach.peek();
  const chosen = now.chosen.peek();
  // The first hit of what is seen, or going back the last.
  const edge = direction > 0 ? seen.from : seen.to;
  const from = chosen !== null ? { row: chosen } : { time: Math.max(0, Math.round(edge)) };
  try {
    const found = await fetchNext(
      now.wanted.source,
      { query, regex: state.regex.peek(), tracks: now.rows.tracks.peek() },
      from,
      direction,
    );
    if (found.row === null) return;
    place.value = found.place;
    choose(now, found);
  } catch (reason) {
    findTrouble.value = reason instanceof ServerError ? reason.message : silence;
  }
}
