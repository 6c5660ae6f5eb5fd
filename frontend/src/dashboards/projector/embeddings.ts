/** The embeddings of the runs that are on, and the one that is looked at. */
import { computed, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { drawnRuns } from "../../drawn";
import { runs, same } from "../../listing";
import { silence } from "../../live";
import { openedIn, openedName } from "../../opened";
import { chosenStep, placeAt, positions } from "../../stepping";
import { addressOf, type Embedding, fetchListing, type Listing } from "./requests";
import { projector } from "./state";

export const listing = signal<Listing | null>(null);

/** Why there is none: one sentence, or "". */
export const listingError = signal("");

export async function refreshListing(signal?: AbortSignal): Promise<void> {
  try {
    listing.value = await fetchListing(signal);
    listingError.value = "";
  } catch (error) {
    if (!signal?.aborted) listingError.value = error instanceof ServerError ? error.message : silence;
  }
}

/** Those of the runs that are on, and those of directories that are no run. */
export const drawn = computed<readonly Embedding[]>(() => {
  const on = new Set(drawnRuns.value.map(({ name }) => name));
  const known = runs.value;
  return (listing.value?.embeddings ?? []).filter(({ run }) => on.has(run) || !known.has(run));
});

/** What can be chosen: an embedding, or all that share a name at several steps, the newest last. */
export interface Choice {
  readonly key: string;
  readonly run: string;
  readonly name: string;
  readonly members: readonly Embedding[];
}

export const choices = computed<readonly Choice[]>(() => {
  const found = new Map<string, Embedding[]>();
  for (const embedding of drawn.value) {
    const key = embedding.group || embedding.id;
    const members = found.get(key);
    if (members) members.push(embedding);
    else found.set(key, [embedding]);
  }
  return [...found].map(([key, members]) => {
    members.sort((a, b) => (a.step ?? 0) - (b.step ?? 0));
    const { run, name } = members[0] as Embedding;
    return { key, run, name, members };
  });
});

/** The choice in the address; without one the first that can be shown. */
export const choice = computed<Choice | null>(() => {
  const wanted = projector.embedding.value;
  const all = choices.value;
  return (
    all.find(({ key, members }) => key === wanted || members.some(({ id }) => id === wanted)) ??
    all.find(({ members }) => members.some(({ error }) => !error)) ??
    all[0] ??
    null
  );
});

/** The card of the step slider. */
export const stepCard = "projector";

/** The steps of the chosen embedding, as the slider takes them. */
export const stepSeries = computed((previous?: readonly { readonly step: Float64Array }[]) => {
  const steps = (choice.value?.members ?? []).map(({ step }) => step ?? 0);
  const [before] = previous ?? [];
  return before && same([...before.step], steps) ? (previous ?? []) : [{ step: Float64Array.from(steps) }];
});

/** A file that was opened, as if it were listed. */
function opened(file: string): Embedding {
  return {
    id: file,
    run: "",
    name: openedName(file),
    group: "",
    step: null,
    rows: null,
    columns: null,
    source: "opened",
    labels: false,
    sprite: null,
    bookmarks: false,
    version: file,
  };
}

export const chosen = computed<Embedding | null>(() => {
  const file = openedIn("projector");
  if (file) return opened(file);
  const found = choice.value;
  if (!found) return null;
  const steps = positions(stepSeries.value);
  const step = steps[placeAt(steps, chosenStep(stepCard))];
  return found.members.find((member) => (member.step ?? 0) === step) ?? found.members.at(-1) ?? null;
});

/** The one at the newest step, on which the layouts of the others are laid. */
export const newest = computed<Embedding | null>(() =>
  openedIn("projector") ? chosen.value : (choice.value?.members.at(-1) ?? null),
);

/** What names the chosen embedding in requests. */
export const address = computed(() => {
  const embedding = chosen.value;
  return embedding && addressOf(embedding, projector.labelFile.value);
});

/** Rows of files that were opened, which are known once they have been projected. */
export const seenRows = signal<ReadonlyMap<string, number>>(new Map());

export function rowsOf(embedding: Embedding | null): number {
  return (embedding && (embedding.rows ?? seenRows.value.get(embedding.id))) || 0;
}
