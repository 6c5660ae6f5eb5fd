/** How a column of values is titled, and a value of it written. */
import type { Cell } from "./api";
import { type NameParts, splitName } from "./names";
import { count, duration, given, moment, value } from "./plot/formats";
import { type ColumnId, columnOf } from "./table";

const odd: Record<string, number> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

export function columnTitle(id: ColumnId): string {
  const column = columnOf(id);
  if (!column) return id;
  if ("tag" in column) return `${column.of} ${column.tag}`;
  return "hparam" in column ? column.hparam : column.of;
}

/** The title in parts, of which the one that tells keeps its room. */
export function titleParts(id: ColumnId): NameParts {
  const column = columnOf(id);
  if (!column || !("tag" in column)) return { lead: "", middle: "", telling: columnTitle(id), tail: "" };
  const { middle, telling } = splitName(column.tag, "", "");
  return { lead: "", middle: `${column.of} ${middle}`, telling, tail: "" };
}

/** Whether a column holds measured values or times, and so stands to the right. */
export function isNumeric(id: ColumnId): boolean {
  const column = columnOf(id);
  return column !== null && !("hparam" in column);
}

export function cellText(id: ColumnId, cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "boolean") return String(cell);
  const column = columnOf(id);
  const number = typeof cell === "string" ? odd[cell] : cell;
  if (number === undefined || !column) return String(cell);
  if ("hparam" in column) return typeof cell === "number" ? given(cell) : String(cell);
  if ("tag" in column) return value(number);
  return { start: moment, duration, points: count, steps: count }[column.of](number);
}
