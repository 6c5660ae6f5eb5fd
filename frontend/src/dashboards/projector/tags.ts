/** Tags that somebody gave to points, a column of their own, kept in this browser for each embedding. */
import { computed, effect, signal } from "@preact/signals";
import { chosen, rowsOf } from "./embeddings";
import type { LabelColumn } from "./requests";

/** What the column is called, here and in files. */
const tagName = "tag";

type Tags = ReadonlyMap<number, string>;

/** By row. */
export const tags = signal<Tags>(new Map());

const place = computed(() => {
  const embedding = chosen.value;
  return embedding && `board.projector.tags.${embedding.group || embedding.id}`;
});

/** Holds the tags of whatever is looked at; the result stops it. */
export function followTags(): () => void {
  return effect(() => {
    tags.value = read(place.value);
  });
}

/** Each tag with its rows; what does not fit is as if it were not there. */
function read(key: string | null): Tags {
  const found = new Map<number, string>();
  try {
    const stored = JSON.parse((key && localStorage.getItem(key)) || "{}") as Record<string, unknown>;
    for (const [tag, rows] of Object.entries(stored)) {
      if (Array.isArray(rows))
        for (const row of rows) if (Number.isInteger(row)) found.set(row as number, tag);
    }
  } catch {
    return new Map();
  }
  return found;
}

/** Gives rows a tag; "" takes theirs away. */
export function tagRows(rows: Uint32Array, tag: string): void {
  const next = new Map(tags.peek());
  for (const row of rows) {
    if (tag) next.set(row, tag);
    else next.delete(row);
  }
  tags.value = next;
  const key = place.peek();
  if (key) store(key, next);
}

function store(key: string, all: Tags): void {
  const byTag: Record<string, number[]> = {};
  for (const [row, tag] of all) {
    byTag[tag] ??= [];
    byTag[tag].push(row);
  }
  try {
    if (all.size) localStorage.setItem(key, JSON.stringify(byTag));
    else localStorage.removeItem(key);
  } catch {
    // Storage may be forbidden or full; the tags then last as long as the page.
  }
}

/** The tags as a column beside those of the metadata; null while there are none. */
export const tagColumn = computed<LabelColumn | null>(() => {
  const rows = rowsOf(chosen.value);
  if (!tags.value.size || !rows) return null;
  const counts = new Map<string, number>();
  for (const tag of tags.value.values()) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const values = [...counts].sort((a, b) => b[1] - a[1]).map(([tag]) => tag);
  const codeOf = new Map(values.map((tag, code) => [tag, code]));
  const codes = new Uint32Array(rows).fill(values.length);
  for (const [row, tag] of tags.value) if (row < rows) codes[row] = codeOf.get(tag) ?? values.length;
  return { name: tagName, kind: "category", values: [...values, ""], codes, numbers: null };
});
