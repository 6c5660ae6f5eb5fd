/** The rows of the table of operations: one a node or one an operation, sorted by any column. */
import { computed } from "@preact/signals";
import { bytes, count, microseconds } from "../../plot/formats";
import { shortDevice } from "./colours";
import type { Operations } from "./request";
import { graphs } from "./state";

/** A row; null where nothing is known. */
export interface Row {
  /** The path of a node, or the name of an operation. */
  readonly name: string;
  readonly op: string;
  readonly count: number;
  readonly time: number | null;
  readonly memory: number | null;
  readonly parameters: number | null;
  readonly device: string;
  readonly shape: string;
}

export interface TableColumn {
  readonly id: keyof Row | "share";
  readonly title: string;
  readonly width: number;
  readonly numeric: boolean;
  /** Of `total`, the time of all rows. */
  readonly text: (row: Row, total: number) => string;
}

const or = (written: (n: number) => string, n: number | null) => (n === null ? "" : written(n));

const columns: Readonly<Record<string, TableColumn>> = {
  node: { id: "name", title: "Node", width: 0, numeric: false, text: ({ name }) => name },
  kind: { id: "name", title: "Operation", width: 0, numeric: false, text: ({ name }) => name },
  op: { id: "op", title: "Operation", width: 150, numeric: false, text: ({ op }) => op },
  count: { id: "count", title: "Nodes", width: 80, numeric: true, text: (row) => count(row.count) },
  time: { id: "time", title: "Time", width: 96, numeric: true, text: ({ time }) => or(microseconds, time) },
  share: {
    id: "share",
    title: "Of all",
    width: 72,
    numeric: true,
    text: ({ time }, total) => (time === null || !total ? "" : `${((100 * time) / total).toFixed(1)}%`),
  },
  memory: {
    id: "memory",
    title: "Memory",
    width: 96,
    numeric: true,
    text: ({ memory }) => or(bytes, memory),
  },
  parameters: {
    id: "parameters",
    title: "Parameters",
    width: 104,
    numeric: true,
    text: ({ parameters }) => (parameters ? count(parameters) : ""),
  },
  device: {
    id: "device",
    title: "Device",
    width: 90,
    numeric: false,
    text: ({ device }) => shortDevice(device),
  },
  shape: { id: "shape", title: "Shape", width: 150, numeric: false, text: ({ shape }) => shape },
};

const chosen = {
  op: "kind count time share memory parameters",
  node: "node op time share memory parameters device shape",
};

export const columnsShown = computed<readonly TableColumn[]>(() =>
  chosen[graphs.tableBy.value].split(" ").map((id) => columns[id] as TableColumn),
);

const plus = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : a + b);

/** One row an operation: what its nodes amount to. */
function byOperation(rows: readonly Row[]): Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const so = sums.get(row.op);
    sums.set(row.op, {
      name: row.op || "(no operation)",
      op: row.op,
      count: (so?.count ?? 0) + row.count,
      time: so ? plus(so.time, row.time) : row.time,
      memory: so ? plus(so.memory, row.memory) : row.memory,
      parameters: so ? plus(so.parameters, row.parameters) : row.parameters,
      device: "",
      shape: "",
    });
  }
  return [...sums.values()];
}

export function rowsOf(operations: Operations, by: "op" | "node"): Row[] {
  const rows = operations.path.map((name, i) => ({
    name,
    op: operations.op[i] ?? "",
    count: 1,
    time: operations.time[i] ?? null,
    memory: operations.memory[i] ?? null,
    parameters: operations.parameters[i] ?? null,
    device: operations.device[i] ?? "",
    shape: operations.shape[i] ?? "",
  }));
  return by === "op" ? byOperation(rows) : rows;
}

/** What is not known comes last, whichever way it is sorted; what is equal is sorted by name. */
export function sorted(rows: readonly Row[], sort: string): Row[] {
  const down = sort.startsWith("-");
  const column = down ? sort.slice(1) : sort;
  const key = (column === "share" ? "time" : column) as keyof Row;
  const way = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [one, other] = [a[key], b[key]];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    if (one !== other) return (one < other ? -1 : 1) * way;
    return a.name < b.name ? -1 : 1;
  });
}

export function totalTime(rows: readonly Row[]): number {
  return rows.reduce((sum, { time }) => sum + (time ?? 0), 0);
}
