/** Values of runs beyond their names: columns of api/table, kept as fresh as the listing while something needs them. */
import { batch, computed, effect, signal } from "@preact/signals";
import { type Cell, fetchTable, ServerError, type TableColumn } from "./api";
import { aliasOf, anyNote, noteOf } from "./house";
import { runs, same, tagsByKind } from "./listing";
import { silence } from "./live";
import { passing, view } from "./view";

/** A column by its name in the URL: "hp:lr", "min:loss", "start". */
export type ColumnId = string;

export const measures = ["last", "first", "min", "max", "mean"] as const;
const plain = ["start", "duration", "points", "steps"] as const;

/** Columns of what people said of runs, which the page knows without asking. */
const said: Readonly<Record<ColumnId, (run: string) => string>> = { alias: aliasOf, note: noteOf };

export function columnOf(id: ColumnId): TableColumn | null {
  const cut = id.indexOf(":");
  const [kind, name] = [id.slice(0, Math.max(cut, 0)), id.slice(cut + 1)];
  if (kind === "hp") return name ? { hparam: name } : null;
  const measure = measures.find((known) => known === kind);
  if (measure) return { tag: name, of: measure };
  const fact = plain.find((known) => known === id);
  return fact ? { of: fact } : null;
}

const isColumn = (id: ColumnId) => columnOf(id) !== null || Object.hasOwn(said, id);

/** Names of hyper-parameters found in any run; null until they were asked for. */
export const hparams = signal<readonly string[] | null>(null);

const mostUsual = 4;

/** The columns of the runs table: those chosen, else the first hyper-parameters, the first tags, the usual facts, and notes. */
export const columnsShown = computed<readonly ColumnId[]>((previous?: readonly ColumnId[]) => {
  const chosen = view.tableColumns.value.filter(isColumn);
  if (chosen.length) return chosen;
  const tags = (tagsByKind.value.get("scalars") ?? []).slice(0, mostUsual).map((tag) => `last:${tag}`);
  const given = (hparams.value ?? []).slice(0, mostUsual).map((name) => `hp:${name}`);
  const next = [...given, ...tags, "start", "duration", ...(anyNote.value ? ["note"] : [])];
  return previous && same(previous, next) ? previous : next;
});

/** A hyper-parameter that is still to be chosen. */
export const unnamed: ColumnId = "hp:";

/** Columns that the view has a use for; null where it has none, not even for the names of hyper-parameters. */
const wanted = computed<readonly ColumnId[] | null>((previous?: readonly ColumnId[] | null) => {
  const { groupBy, colourBy, sort, table } = view;
  const open = table.value;
  const ids = [
    groupBy.value,
    colourBy.value,
    sort.value.replace(/^-/, ""),
    ...(open ? columnsShown.value : []),
  ];
  const next = [...new Set(ids)].filter((id) => columnOf(id));
  if (!next.length && !open && !ids.includes(unnamed)) return null;
  return previous && same(previous, next) ? previous : next;
});

interface Values {
  readonly rows: ReadonlyMap<string, number>;
  readonly columns: ReadonlyMap<ColumnId, readonly Cell[]>;
}

const values = signal<Values>({ rows: new Map(), columns: new Map() });

export const tableTrouble = signal("");

export function loaded(id: ColumnId): boolean {
  return values.value.columns.has(id);
}

/** What a run has in a column; null where it has nothing, or nothing has arrived yet. */
export function cell(id: ColumnId, run: string): Cell {
  if (Object.hasOwn(said, id)) return said[id]?.(run) || null;
  const { rows, columns } = values.value;
  return columns.get(id)?.[rows.get(run) ?? -1] ?? null;
}

/** Between two requests for the same columns. */
const pause = 2000;

let asking = false;
let asked: readonly ColumnId[] = [];
let askedAt = 0;
let timer = 0;

effect(() => {
  const ids = wanted.value;
  if (!runs.value.size || ids === null) return;
  const more = ids.some((id) => !asked.includes(id)) || hparams.peek() === null;
  later(more ? 0 : askedAt + pause - performance.now());
});

function later(wait: number): void {
  clearTimeout(timer);
  timer = window.setTimeout(ask, Math.max(0, wait));
}

/** Asks again for what is wanted. Rows must not move away under the pointer, so values that are only newer wait for it. */
async function ask(): Promise<void> {
  const ids = wanted.peek();
  if (ids === null) return;
  if (asking) return later(100);
  if (passing.hoveredRun.peek() !== null && ids.every((id) => asked.includes(id))) return later(pause);
  asking = true;
  asked = ids;
  askedAt = performance.now();
  try {
    const reply = await fetchTable(ids.flatMap((id) => columnOf(id) ?? []));
    batch(() => {
      values.value = {
        rows: new Map(reply.runs.map((run, row) => [run, row])),
        columns: new Map(ids.map((id, i) => [id, reply.columns[i] ?? []])),
      };
      hparams.value = reply.hparams;
      tableTrouble.value = "";
    });
  } catch (error) {
    tableTrouble.value = error instanceof ServerError ? error.message : silence;
  }
  asking = false;
}
