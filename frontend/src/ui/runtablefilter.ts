/** The filter of a column: a bound such as "<0.5", "≥3" or "0.1..0.5", else a regular expression. */
import type { Cell } from "../api";
import { cellText } from "../cells";
import type { ColumnId } from "../table";

export type Test = (cell: Cell) => boolean;

const bound = /^\s*(<=|>=|<|>|=|≤|≥)\s*(\S+)\s*$/;
const span = /^\s*(\S+?)\s*\.\.\s*(\S+)\s*$/;

const compare: Record<string, (a: number, b: number) => boolean> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  "≤": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "≥": (a, b) => a >= b,
  "=": (a, b) => a === b,
};

/** What a filter lets pass, or one sentence on why it makes no sense. What has no value never passes. */
export function filterOf(id: ColumnId, text: string): Test | string {
  const [, sign, limit] = bound.exec(text) ?? [];
  if (sign !== undefined && limit !== undefined) {
    const number = Number(limit);
    if (Number.isNaN(number))
      return sign === "=" ? (cell) => String(cell) === limit : `“${limit}” is not a number.`;
    return (cell) => cell !== null && (compare[sign]?.(Number(cell), number) ?? false);
  }
  const [, from, to] = (span.exec(text) ?? []).map(Number);
  if (from !== undefined && to !== undefined && from <= to) {
    return (cell) => cell !== null && Number(cell) >= from && Number(cell) <= to;
  }
  try {
    const pattern = new RegExp(text, "i");
    return (cell) => cell !== null && (pattern.test(String(cell)) || pattern.test(cellText(id, cell)));
  } catch {
    return "Not a regular expression, nor a bound such as <0.5 or 0.1..0.5.";
  }
}
