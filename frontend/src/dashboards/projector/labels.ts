/** What is said about the points: the columns of the metadata, and the tags that somebody gave them here. */
import { computed, effect, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { address, chosen, sawRows } from "./embeddings";
import { type Address, fetchLabels, type LabelColumn, type Labels } from "./requests";
import { projector } from "./state";
import { tagColumn } from "./tags";

/** The metadata of the embedding that is looked at; null until it is there, and where there is none. */
export const labels = signal<Labels | null>(null);

/** Why there is none: one sentence, or "". */
export const labelsError = signal("");

/** Whose labels are held, and at which state of their files. */
let held = "";

/** Fetches the labels of whatever is looked at; the result stops it. */
export function followLabels(): () => void {
  let leaving = new AbortController();
  const stop = effect(() => {
    const embedding = chosen.value;
    const from = address.value;
    const any = embedding && (embedding.labels || projector.labelFile.value);
    const key = from && any ? JSON.stringify([from, embedding.version]) : "";
    if (key === held) return;
    held = key;
    leaving.abort();
    leaving = new AbortController();
    if (!from || !key) {
      labels.value = null;
      labelsError.value = "";
      return;
    }
    void take(embedding?.id ?? "", from, leaving.signal);
  });
  return () => {
    stop();
    leaving.abort();
    if (!labels.peek()) held = "";
  };
}

async function take(id: string, from: Address, signal: AbortSignal): Promise<void> {
  try {
    const found = await fetchLabels(from, signal);
    labels.value = found.columns.length ? found : null;
    sawRows(id, found.rows);
    labelsError.value = found.error;
  } catch (error) {
    if (signal.aborted) return;
    labels.value = null;
    labelsError.value = error instanceof ServerError ? error.message : silence;
  }
}

/** The columns of the metadata, and the one of tags where there are any. */
export const columns = computed<readonly LabelColumn[]>(() => {
  const own = tagColumn.value;
  const logged = labels.value?.columns ?? [];
  return own ? [...logged, own] : logged;
});

export function columnNamed(name: string): LabelColumn | null {
  return columns.value.find((column) => column.name === name) ?? null;
}

/** What a column says of a point. */
export function textOf(column: LabelColumn, row: number): string {
  return column.values[column.codes[row] ?? 0] ?? "";
}

/** The column that points are called by; null: by their numbers. */
export const labelColumn = computed<LabelColumn | null>(() => {
  const name = projector.label.value;
  if (name === null) return columns.value[0] ?? null;
  return columns.value.find((column) => column.name === name) ?? null;
});

/** What a point is called; a new function whenever that changes. A row counts from 0. */
export const nameIn = computed<(row: number) => string>(() => {
  const column = labelColumn.value;
  return (row) => (column && textOf(column, row)) || `row ${row}`;
});

export function nameOf(row: number): string {
  return nameIn.value(row);
}
