/** The layout that is looked at: asked for, watched while it forms, kept until the next is there. */
import { batch, computed, effect, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { chosen, newest, sawRows } from "./embeddings";
import {
  type Coordinates,
  cancelJob,
  type Embedding,
  fetchJob,
  type JobFacts,
  type JobRequest,
  type JobState,
  postJob,
} from "./requests";
import { type Method, projector } from "./state";
import { isOlderStep, requestFor, slow, wishKey } from "./wish";

export interface Layout extends Coordinates {
  readonly embedding: Embedding;
  readonly method: Method;
  readonly facts: JobFacts;
  /** The wish that it answers. */
  readonly wish: string;
}

/** What the points lie by now. */
export const layout = signal<Layout | null>(null);

/** How the newest job stands; null before there is one. */
export const progress = signal<(JobState & { readonly method: Method }) | null>(null);

/** Why there is no newer layout: one sentence, or "". */
export const jobError = signal("");

interface Task {
  readonly embedding: Embedding;
  readonly method: Method;
  readonly wish: string;
  readonly leaving: AbortController;
  key: string;
}

let task: Task | null = null;

const pause = 150;

/** The method that points lie by when nothing slow was asked for. */
const effective = computed<Method>(() => {
  const method = projector.method.value;
  return slow(method) && !projector.wanted.value ? "pca" : method;
});

/** Whether what is shown is what the controls say. */
export const current = computed(() => {
  const embedding = chosen.value;
  return embedding !== null && layout.value?.wish === wishKey(projector.method.value, embedding);
});

export const running = computed(
  () => progress.value?.state === "running" || progress.value?.state === "waiting",
);

const settle = 60;

/** Follows what is wanted; the result stops it. */
export function followWish(): () => void {
  let timer = 0;
  const stop = effect(() => {
    const embedding = chosen.value;
    const method = effective.value;
    const wish = embedding && !embedding.error ? wishKey(method, embedding) : "";
    isOlderStep.value;
    clearTimeout(timer);
    // Several fields may change in one go, such as those of a bookmark.
    timer = window.setTimeout(() => follow(embedding, method, wish), settle);
  });
  return () => {
    stop();
    clearTimeout(timer);
    leave(false);
  };
}

function follow(embedding: Embedding | null, method: Method, wish: string): void {
  if (!embedding || !wish) {
    leave(false);
    batch(() => {
      layout.value = null;
      progress.value = null;
      jobError.value = "";
    });
    return;
  }
  if (task?.wish === wish || layout.peek()?.wish === wish) return;
  // A slow method that is not asked for yet, or not again: what stands of the same points stays.
  const stays = method !== projector.method.peek() && layout.peek()?.embedding.id === embedding.id;
  if (stays && samePoints(layout.peek()?.wish, wish)) return;
  start(embedding, method, wish);
}

/** Whether two wishes are about the same points of the same embedding. */
function samePoints(one: string | undefined, other: string): boolean {
  const [a, b] = [one, other].map((text) => JSON.parse(text || "[{}]")[0] as JobRequest | null);
  return JSON.stringify(a?.rows) === JSON.stringify(b?.rows);
}

function start(embedding: Embedding, method: Method, wish: string): void {
  leave(true);
  const made: Task = { embedding, method, wish, key: "", leaving: new AbortController() };
  task = made;
  jobError.value = "";
  attend(made).then(
    () => end(made),
    (error) => {
      if (made.leaving.signal.aborted) return;
      jobError.value = error instanceof ServerError ? error.message : silence;
      progress.value = null;
      end(made);
    },
  );
}

function end(made: Task): void {
  if (task === made) task = null;
}

/** Forgets the task; what takes long and nobody looks at is stopped. */
function leave(stop: boolean): void {
  const left = task;
  task = null;
  if (!left) return;
  left.leaving.abort();
  if (stop && left.key && slow(left.method)) void cancelJob(left.key).catch(() => undefined);
}

async function attend(made: Task): Promise<void> {
  const { embedding, method, leaving } = made;
  const like = await keyOfNewest(made);
  const request = requestFor(embedding, method, like);
  if (!request) {
    progress.value = null;
    return;
  }
  made.key = await postJob(request);
  for (let since = 0; !leaving.signal.aborted; ) {
    const { state, coordinates } = await fetchJob(made.key, since, leaving.signal);
    if (leaving.signal.aborted) return;
    since = state.frame;
    take(made, state, coordinates);
    if (state.state !== "waiting" && state.state !== "running") return;
    await new Promise((resume) => setTimeout(resume, pause));
  }
}

/** The job whose layout that of an older step is laid on; null for the newest itself. */
async function keyOfNewest({ embedding, method }: Task): Promise<string | null> {
  const last = newest.peek();
  if (!last || last.id === embedding.id || last.error || method === "axes") return null;
  const request = requestFor(last, method, null);
  return request && (await postJob(request));
}

function take(made: Task, state: JobState, coordinates: Coordinates | null): void {
  const { embedding, method, wish } = made;
  batch(() => {
    progress.value = { ...state, method };
    jobError.value = state.state === "failed" ? (state.error ?? "The projection failed.") : "";
    const before = layout.peek();
    if (coordinates && !coordinates.rows) sawRows(embedding.id, coordinates.columns[0]?.length ?? 0);
    if (coordinates) layout.value = { ...coordinates, embedding, method, facts: state.facts, wish };
    else if (before?.wish === wish) layout.value = { ...before, facts: state.facts };
  });
}

/** Starts what takes long, from the beginning where it was stopped. */
export function run(): void {
  projector.wanted.value = true;
  const embedding = chosen.peek();
  if (!embedding) return;
  const method = projector.method.peek();
  const wish = wishKey(method, embedding);
  const done = layout.peek()?.wish === wish && progress.peek()?.state === "done";
  if (task?.wish !== wish && !done) start(embedding, method, wish);
}

/** Stops what is running where it is. */
export function stop(): void {
  if (task?.key) void cancelJob(task.key).catch(() => undefined);
}

/** Shows places of points that somebody saved as if they had been found now. */
export function placeSaved(columns: readonly Float32Array[]): void {
  const embedding = chosen.peek();
  if (!embedding) return;
  const method = projector.method.peek();
  const wish = wishKey(method, embedding);
  leave(true);
  progress.value = null;
  layout.value = { rows: null, columns, embedding, method, facts: {}, wish };
}
