/** The table of a graph's operations beneath it: by operation or by node, sorted by a click on a head, as CSV. */
import { useEffect, useMemo } from "preact/hooks";
import { fileName, hand } from "../../charts/save";
import { csvLines } from "../../csv";
import { microseconds, things } from "../../plot/formats";
import { IconButton } from "../../ui/icons";
import { Segmented } from "../../ui/segmented";
import "../../ui/runtable.css";
import { columnsOf, orderOf } from "./columns";
import { Grid } from "./grid";
import { entry, fullTitleOf, session, sessions, source, stamp } from "./listed";
import { kindRows, type Row, sorted, Table } from "./rows";
import { graphs } from "./state";

export function Operations() {
  const [of, run] = [source.value, session.value];
  const by = graphs.tableBy.value;
  const sort = orderOf(graphs.tableSort.value, by, run !== "");
  // Kinds of operations are few and sorted here; the order of nodes is the server's.
  const order = by === "node" ? sort : "name";
  const table = useMemo(() => new Table(of, run, order), [stamp.value, run, order]);
  useEffect(() => () => table.end(), [table]);
  const head = table.head.value;
  const kinds = useMemo(() => (head ? sorted(kindRows(head), sort) : []), [head?.by_op, sort]);
  const total = head?.sums?.time ?? 0;
  const shown =
    by === "op"
      ? { length: kinds.length, row: (place: number) => kinds[place] ?? null, want: () => {} }
      : {
          length: head?.total ?? 0,
          row: (place: number) => table.row(place),
          want: (from: number, to: number) => table.want(from, to),
        };
  table.pages.value;
  return (
    <section class="graph-operations" aria-label="Operations">
      <Head length={shown.length} total={total} rows={async () => (by === "op" ? kinds : table.all())} />
      {table.error.value ? (
        <p class="panel-note warn" role="alert">
          {table.error.value}
        </p>
      ) : (
        <Grid {...shown} columns={columnsOf(by, run !== "")} sort={sort} total={total} />
      )}
    </section>
  );
}

const groups = [
  ["op", "By operation"],
  ["node", "By node"],
] as const;

function Head(props: { length: number; total: number; rows: () => Promise<readonly Row[]> }) {
  const { length, total, rows } = props;
  return (
    <div class="table-head">
      <h2>Operations</h2>
      <Segmented
        label="A row for each"
        options={groups}
        value={graphs.tableBy.value}
        onChange={(by) => (graphs.tableBy.value = by)}
      />
      <span class="quiet" data-table-count>
        {things(length, "row")}
        {total > 0 && `, ${microseconds(total)} in all`}
      </span>
      <div class="end">
        <button
          type="button"
          class="text-button"
          disabled={!length}
          onClick={() => void rows().then(save, () => {})}
        >
          CSV
        </button>
        <IconButton icon="close" label="Close the table" onClick={() => (graphs.table.value = false)} />
      </div>
    </div>
  );
}

const units: Partial<Record<keyof Row, string>> = { time: " (µs)", memory: " (bytes)" };

/** Numbers as they are: microseconds and bytes. */
function save(rows: readonly Row[]): void {
  const columns = columnsOf(graphs.tableBy.peek(), session.peek() !== "");
  const head = columns.map(({ id, title }) => `${title}${units[id] ?? ""}`);
  const lines = rows.map((row) => columns.map(({ id }) => String(row[id] ?? "")));
  const of = entry.peek();
  const ran = sessions.peek().find(({ id }) => id === session.peek());
  const name = `operations ${of ? fullTitleOf(of) : ""} ${ran?.tag ?? ""}`.trim();
  hand(new Blob([csvLines([head, ...lines])], { type: "text/csv" }), `${fileName(name)}.csv`);
}
