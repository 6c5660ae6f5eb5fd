/** What is in the range, or else in what is seen, summed up. */
import { useSignal } from "@preact/signals";
import { fileName, hand } from "../../charts/save";
import { csvLines } from "../../csv";
import { count } from "../../plot/formats";
import { useFetched } from "../../ui/fetched";
import { IconButton } from "../../ui/icons";
import { Segmented } from "../../ui/segmented";
import { told } from "./pictures";
import { fetchTable, type TableRow } from "./request";
import { timeText } from "./scene/stretch";
import { state } from "./state";

export const columnNames = ["Name", "Count", "Total", "Self", "Mean", "Longest", "Share"] as const;
const groupings = [
  ["name", "Name"],
  ["category", "Category"],
  ["track", "Track"],
] as const;
const most = 500;

export function RangeTable() {
  const sort = useSignal(3);
  const picture = told.value;
  const now = picture?.wanted;
  const range = picture?.range.value ?? null;
  const stretch = range ?? picture?.view.value ?? picture?.reach.value ?? { from: 0, to: 1 };
  const tracks = range?.tracks ?? picture?.rows.tracks.value ?? [];
  const by = state.by.value;
  const from = Math.max(0, Math.floor(stretch.from));
  const to = Math.max(from + 1, Math.ceil(stretch.to));
  const key = JSON.stringify([now?.key, from, to, tracks, by]);
  const fetched = useFetched(key, (signal) =>
    now ? fetchTable(now.source, { from, to, tracks }, by, signal) : Promise.resolve([]),
  );
  const rows = fetched.value ? sorted(fetched.value, sort.value) : null;
  return (
    <>
      <div class="tl-table-head">
        <Segmented
          label="Sum up by"
          options={groupings}
          value={by}
          onChange={(next) => {
            state.by.value = next;
          }}
        />
        <span class="quiet" role="status">
          {`${range ? "The range" : "What is seen"}: ${timeText(to - from)}${rows ? `, ${count(rows.length)} rows` : ""}`}
        </span>
        {range && (
          <button
            type="button"
            class="text-button"
            onClick={() => {
              state.range.value = null;
            }}
          >
            Clear the range
          </button>
        )}
        {rows && (
          <IconButton
            icon="save"
            label="Save the table (CSV)"
            onClick={() =>
              hand(
                new Blob([csvOf(rows)], { type: "text/csv" }),
                `${fileName(picture?.title.value ?? "timeline")}.csv`,
              )
            }
          />
        )}
      </div>
      {fetched.error && (
        <p class="warn" role="alert">
          {fetched.error}
        </p>
      )}
      {rows && (
        <Rows
          rows={rows.slice(0, most)}
          sort={sort.value}
          onSort={(column) => {
            sort.value = column;
          }}
        />
      )}
      {rows && rows.length > most && (
        <p class="quiet">{`and ${count(rows.length - most)} more; the CSV has all.`}</p>
      )}
    </>
  );
}

function sorted(rows: readonly TableRow[], column: number): TableRow[] {
  const by = [...rows];
  if (column === 0) return by.sort((a, b) => a[0].localeCompare(b[0]));
  return by.sort((a, b) => (b[column] as number) - (a[column] as number));
}

function csvOf(rows: readonly TableRow[]): string {
  return csvLines([
    ["name", "count", "total_ns", "self_ns", "mean_ns", "longest_ns", "share"],
    ...rows.map((row) => row.map(String)),
  ]);
}

export function Rows(props: { rows: readonly TableRow[]; sort?: number; onSort?: (column: number) => void }) {
  const { rows, sort, onSort } = props;
  return (
    <table class="tl-table">
      <thead>
        <tr>
          {columnNames.map((name, i) => (
            <th key={name} aria-sort={i === sort ? "descending" : undefined}>
              {onSort ? (
                <button type="button" onClick={() => onSort(i)}>
                  {name}
                </button>
              ) : (
                name
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, calls, total, own, mean, longest, share]) => (
          <tr key={name}>
            <td>
              <button
                type="button"
                title="Find these"
                onClick={() => {
                  state.regex.value = true;
                  state.query.value = `^${name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`;
                }}
              >
                {name || "(none)"}
              </button>
            </td>
            <td>{count(calls)}</td>
            <td>{timeText(total)}</td>
            <td>{timeText(own)}</td>
            <td>{timeText(mean)}</td>
            <td>{timeText(longest)}</td>
            <td class="share" style={{ "--share": `${100 * share}%` }}>
              {`${(100 * share).toFixed(1)} %`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
