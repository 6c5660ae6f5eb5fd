/** The embeddings of the runs that are on, and the one that is looked at. */
import { computed, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { drawnRuns } from "../../drawn";
import { facts, runs, same } from "../../listing";
import { silence } from "../../live";
import { openedIn } from "../../opened";
import { chosenStep, placeAt, positions } from "../../stepping";
import { addressOf, type Embedding, fetchListing, type Listing } from "./requests";
import { projector } from "./state";

export const listing = signal<Listing | null>(null);

/** Why there is none: one sentence, or "". */
export const listingError = signal("");

const asking = signal(false);

export async function refreshListing(leaving: AbortSignal): Promise<void> {
  asking.value = true;
  try {
    listing.value = await fetchListing("", leaving);
    listingError.value = "";
  } catch (error) {
    if (leaving.aborted) return;
    listingError.value = sentenceOf(error);
  }
  asking.value = false;
}

/** Whether there may be more embeddings than are known yet. */
export const pending = computed(() => asking.value || !facts.value?.progress.done);

/** What is in the file that was opened, and which file that is; null while none is, or it has not been read yet. */
const opened = signal<(Listing & { readonly file: string }) | null>(null);

/** Why nothing is known of the file that was opened: one sentence, or "". */
export const openedError = signal("");

export async function refreshOpened(file: string, signal: AbortSignal): Promise<void> {
  openedError.value = "";
  if (opened.peek()?.file !== file) opened.value = null;
  if (!file) return;
  try {
    opened.value = { ...(await fetchListing(file, signal)), file };
  } catch (error) {
    if (!signal.aborted) openedError.value = sentenceOf(error);
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof ServerError ? error.message : silence;
}

/** Those of the runs that are on, and those of directories that are no run. */
const ofTheLog = computed<readonly Embedding[]>(() => {
  const on = new Set(drawnRuns.value.map(({ name }) => name));
  const known = runs.value;
  return (listing.value?.embeddings ?? []).filter(({ run }) => on.has(run) || !known.has(run));
});

/** Those that there are to choose from: in the file that was opened, if one was. */
export const drawn = computed<readonly Embedding[]>(() =>
  openedIn("projector") ? (opened.value?.embeddings ?? []) : ofTheLog.value,
);

/** What can be chosen: an embedding, or all that share a name at several steps, the newest last. */
export interface Choice {
  readonly key: string;
  readonly run: string;
  readonly name: string;
  readonly members: readonly Embedding[];
}

export const choices = computed<readonly Choice[]>(() => chosenFrom(drawn.value));

/** How many the logs have to choose from. */
export const countOfLog = computed(() => listing.value && chosenFrom(ofTheLog.value).length);

function chosenFrom(embeddings: readonly Embedding[]): readonly Choice[] {
  const found = new Map<string, Embedding[]>();
  for (const embedding of embeddings) {
    const key = embedding.group || embedding.id;
    const members = found.get(key);
    if (members) members.push(embedding);
    else found.set(key, [embedding]);
  }
  return [...found].map(([key, members]) => {
    members.sort((a, b) => (a.step ?? 0) - (b.step ?? 0));
    const { run, name } = members[0] as Embedding;
    // PyTorch writes the step behind the name.
    return { key, run, name: name.replace(/:\d{5,}$/, ""), members };
  });
}

/** The choice in the address, which may have to be waited for; without one the first that can be shown. */
export const choice = computed<Choice | null>(() => {
  const wanted = projector.embedding.value;
  const all = choices.value;
  const found = all.find(({ key, members }) => key === wanted || members.some(({ id }) => id === wanted));
  if (found || (wanted && pending.value)) return found ?? null;
  return all.find(({ members }) => members.some(({ error }) => !error)) ?? all[0] ?? null;
});

/** The card of the step slider. */
export const stepCard = "projector";

/** The steps of the chosen embedding, as the slider takes them. */
export const stepSeries = computed((previous?: readonly { readonly step: Float64Array }[]) => {
  const steps = (choice.value?.members ?? []).map(({ step }) => step ?? 0);
  const [before] = previous ?? [];
  return before && same([...before.step], steps) ? (previous ?? []) : [{ step: Float64Array.from(steps) }];
});

export const chosen = computed<Embedding | null>(() => {
  const found = choice.value;
  if (!found) return null;
  const steps = positions(stepSeries.value);
  const step = steps[placeAt(steps, chosenStep(stepCard))];
  return found.members.find((member) => (member.step ?? 0) === step) ?? found.members.at(-1) ?? null;
});

/** The one at the newest step, on which the layouts of the others are laid. */
export const newest = computed<Embedding | null>(() => choice.value?.members.at(-1) ?? null);

/** What names the chosen embedding in requests. */
export const address = computed(() => {
  const embedding = chosen.value;
  return embedding && addressOf(embedding, openedIn("projector"), projector.labelFile.value);
});

/** Rows of embeddings of which the listing does not say it, for that would take reading them. */
const seenRows = signal<ReadonlyMap<string, number>>(new Map());

export function sawRows(id: string, rows: number): void {
  if (seenRows.peek().get(id) !== rows) seenRows.value = new Map(seenRows.peek()).set(id, rows);
}

export function rowsOf(embedding: Embedding | null): number {
  return (embedding && (embedding.rows ?? seenRows.value.get(embedding.id))) || 0;
}
