/** How a column of values is titled, and a value of it written. */
import type { Cell } from "./api";
import { commonLead, type NameParts, splitName } from "./names";
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

/** The title's two lines: what kind of value it is, and of what; `lead` is what all tags in the heads begin with. */
export function titleLines(id: ColumnId, lead: string): readonly [kind: string, of: NameParts] {
  const column = columnOf(id);
  if (column && "tag" in column) return [column.of, splitName(column.tag, lead, "")];
  const kind = column && "hparam" in column ? "hyper-parameter" : "";
  return [kind, { lead: "", middle: "", telling: columnTitle(id), tail: "" }];
}

/** What the tags of several columns begin with. */
export function leadOf(ids: readonly ColumnId[]): string {
  return commonLead(
    ids.flatMap((id) => {
      const column = columnOf(id);
      return column && "tag" in column ? [column.tag] : [];
    }),
  );
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
