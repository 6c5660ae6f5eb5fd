/** The table as a file: comma-separated values as RFC 4180 has them. */
import { columnTitle } from "../cells";
import { type ColumnId, cell } from "../table";

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf(runs: readonly string[], columns: readonly ColumnId[]): string {
  const head = ["run", ...columns.map(columnTitle)];
  const lines = runs.map((run) => [run, ...columns.map((id) => String(cell(id, run) ?? ""))]);
  return [head, ...lines].map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}

export function saveCsv(runs: readonly string[], columns: readonly ColumnId[]): void {
  const url = URL.createObjectURL(new Blob([csvOf(runs, columns)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "runs.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(url));
}
