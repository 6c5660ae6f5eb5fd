/** The table of runs as a file. */
import { columnTitle } from "../cells";
import { csvLines } from "../csv";
import { type ColumnId, cell } from "../table";

export function csvOf(runs: readonly string[], columns: readonly ColumnId[]): string {
  const head = ["run", ...columns.map(columnTitle)];
  return csvLines([head, ...runs.map((run) => [run, ...columns.map((id) => String(cell(id, run) ?? ""))])]);
}

export function saveCsv(runs: readonly string[], columns: readonly ColumnId[]): void {
  const url = URL.createObjectURL(new Blob([csvOf(runs, columns)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "runs.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(url));
}
