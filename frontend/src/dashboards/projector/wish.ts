/** What is asked of the server for the layout that is wanted. */
import { computed } from "@preact/signals";
import { openedIn } from "../../opened";
import { chosen, newest, rowsOf } from "./embeddings";
import { columns } from "./labels";
import { addressOf, type Embedding, type JobRequest } from "./requests";
import { type AxesWish, type Method, projector, sphereizedFrom, type TsneWish, type UmapWish } from "./state";

/** So many components the pickers offer; of more rows than `many` only those that are looked at are fetched. */
export const mostComponents = 10;
const many = 200_000;

/** Points of which TensorBoard takes the fourth root's square to be neighbours of one in t-SNE. */
export function usualPerplexity(rows: number): number {
  return Math.max(5, Math.ceil(Math.sqrt(rows) / 4));
}

/** Whether vectors are moved to their middle and to length 1 before they are projected. */
export const sphereized = computed(
  () => projector.sphereize.value ?? (chosen.value?.columns ?? 0) >= sphereizedFrom,
);

export const slow = (method: Method) => method === "tsne" || method === "umap";

/** One request for each embedding and way to project; null while there is nothing to ask for. */
export function requestFor(embedding: Embedding, method: Method, like: string | null): JobRequest | null {
  const isolated = projector.ofIsolated.value ? projector.isolated.value : null;
  const rows = isolated?.length ?? rowsOf(embedding);
  const special = specialOf(method, rows);
  if (!special) return null;
  return {
    ...addressOf(embedding, openedIn("projector"), projector.labelFile.value),
    method,
    dimensions: method === "pca" ? 3 : method === "axes" ? 2 : projector.dimensions.value,
    sphereize: sphereized.value,
    rows: isolated ? [...isolated] : null,
    seed: projector.seed.value,
    ...special,
    ...(like && { like }),
  };
}

function specialOf(method: Method, rows: number): JobRequest | null {
  if (method === "pca") {
    const most = Math.max(...projector.components.value) + 1;
    return { components: rows > many ? Math.max(3, most) : mostComponents };
  }
  if (method === "axes") return axesOf(projector.axes.value);
  const { column, weight } = projector.supervision.value;
  const supervise = column && columns.value.some(({ name }) => name === column) ? { column, weight } : null;
  return {
    ...(method === "tsne" ? tsneOf(projector.tsne.value, rows) : umapOf(projector.umap.value)),
    supervise,
  };
}

function tsneOf({ perplexity, rate, iterations, exaggeration }: TsneWish, rows: number): JobRequest {
  return {
    perplexity: perplexity ?? usualPerplexity(rows),
    learning_rate: rate > 0 ? rate : "auto",
    iterations,
    exaggeration,
  };
}

function umapOf({ neighbours, distance, metric }: UmapWish): JobRequest {
  return { neighbours, min_dist: distance, metric };
}

function axesOf({ left, right, down, up, regex, column }: AxesWish): JobRequest | null {
  const named = column || columns.value[0]?.name;
  if (!named || !(left || right || down || up)) return null;
  return { x: [left, right], y: [down, up], column: named, regex };
}

/** How the points are to lie, as far as it does not matter at which step: a text that is equal for equal wishes. */
export function wishKey(method: Method, embedding: Embedding): string {
  return JSON.stringify([requestFor(embedding, method, null), embedding.version]);
}

/** Whether a layout is to be laid on that of the newest step, so that a point can be followed from one to the other. */
export const isOlderStep = computed(() => chosen.value !== null && chosen.value.id !== newest.value?.id);
