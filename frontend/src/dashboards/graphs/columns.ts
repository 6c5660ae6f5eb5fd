/** The columns of the table of operations: what each says of a row, and how wide it is. */
import { bytes, count, microseconds } from "../../plot/formats";
import { shortDevice } from "./colours";
import type { Row } from "./rows";
import type { TableGroup } from "./state";

export interface Column {
  readonly id: keyof Row;
  readonly title: string;
  /** Pixels; the first one takes the rest. */
  readonly width: number;
  readonly numeric: boolean;
  /** The server sorts by all but shapes. */
  readonly sortable: boolean;
  /** Of `total`, the time of all rows. */
  readonly text: (row: Row, total: number) => string;
}

const or = (written: (n: number) => string, n: number | null) => (n === null ? "" : written(n));

const number = (id: keyof Row, title: string, width: number, text: Column["text"]): Column => ({
  id,
  title,
  width,
  numeric: true,
  sortable: true,
  text,
});

const text = (id: "name" | "op" | "device" | "shape", title: string, width: number): Column => ({
  id,
  title,
  width,
  numeric: false,
  sortable: id !== "shape",
  text: (row) => (id === "device" ? shortDevice(row.device) : row[id]),
});

const time = number("time", "Time", 132, (row, total) => {
  if (row.time === null) return "";
  return total ? `${microseconds(row.time)} ${share(row.time / total)}` : microseconds(row.time);
});
const memory = number("memory", "Memory", 88, (row) => or(bytes, row.memory));
const parameters = number("parameters", "Parameters", 96, (row) =>
  row.parameters ? count(row.parameters) : "",
);

/** In a width of its own, so that times stand beneath each other. */
function share(part: number): string {
  return `${(100 * part).toFixed(part < 0.0995 ? 1 : 0)}%`.padStart(5, "\u2007");
}

const columns: Readonly<Record<TableGroup, readonly Column[]>> = {
  op: [
    text("name", "Operation", 0),
    number("nodes", "Nodes", 72, ({ nodes }) => count(nodes)),
    time,
    memory,
    parameters,
  ],
  node: [
    text("name", "Node", 0),
    text("op", "Operation", 140),
    time,
    memory,
    number("executions", "Runs", 56, (row) => or(count, row.executions)),
    parameters,
    text("device", "Device", 76),
    text("shape", "Shape", 140),
  ],
};

/** Those that a session tells of are left out where there is none. */
export function columnsOf(by: TableGroup, measured: boolean): readonly Column[] {
  const untold: ReadonlySet<string> = new Set(measured ? [] : ["time", "memory", "executions"]);
  return columns[by].filter(({ id }) => !untold.has(id));
}

/** The order of a table: what was sorted by, or, where this table has no such column, the usual one. */
export function orderOf(sort: string, by: TableGroup, measured: boolean): string {
  const id = sort.replace(/^-/, "");
  if (columnsOf(by, measured).some((column) => column.id === id && column.sortable)) return sort;
  return measured ? "-time" : by === "op" ? "-nodes" : "name";
}
