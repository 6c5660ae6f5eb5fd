/** The table below a chart: what each run has at the pinned step, or over the pinned range. */
import { effect, untracked } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import * as formats from "../plot/formats";
import { RunName, Swatch } from "../ui/name";
import type { Range } from "../view";
import { view } from "../view";
import type { CardModel } from "./model";
import type { ValueRow } from "./rangevalues";
import { allTags } from "./spec";
import { axisOf, charts, pinned, pinRange } from "./state";
import { TableRows } from "./tablerows";

export function ValueTable({ model }: { model: CardModel }) {
  if (!charts.tables.value.has(model.spec.key)) return null;
  return <Values model={model} />;
}

function Values({ model }: { model: CardModel }) {
  const { key } = model.spec;
  const tags = allTags(model.spec);
  const held = useMemo(() => new TableRows(model.spec), [key, tags.join("\n")]);
  const usable = axisOf(key) !== "tag";
  useEffect(() => {
    const stop = effect(() => {
      const range = usable ? pinned.value : null;
      for (const { revision } of model.series) revision.value;
      untracked(() => held.want(range));
    });
    return () => {
      stop();
      held.rest();
    };
  }, [held, model, usable]);
  const range = usable ? pinned.value : null;
  return (
    <div class="values">
      {usable ? <Place range={range} /> : <p class="quiet">The last values.</p>}
      {held.error.value && (
        <p class="warn" role="alert">
          {held.error.value}
        </p>
      )}
      <Rows rows={held.rows.value} range={range} several={tags.length > 1} />
    </div>
  );
}

/** Says which step or range the table is about, and takes another. */
function Place({ range }: { range: Range | null }) {
  const [error, setError] = useState("");
  const wide = range !== null && range[0] < range[1];
  const take = (from: string, to: string) => {
    const ends = [Number(from), Number(to || from)] as const;
    if (!from && !to) pinRange(null);
    else if (!ends.every(Number.isFinite)) return setError(`“${from} ${to}”: numbers are needed here.`);
    else if (ends[0] > ends[1]) return setError("The range must begin before it ends.");
    else pinRange(ends);
    setError("");
  };
  const texts = [range ? String(range[0]) : "", wide ? String(range[1]) : ""] as const;
  const seconds = view.axis.value !== "step";
  return (
    <div class="place">
      <label>
        {seconds ? "at second" : "at step"}
        <input
          type="text"
          inputMode="numeric"
          value={texts[0]}
          placeholder="last"
          onChange={(event) => take(event.currentTarget.value.trim(), texts[1])}
        />
      </label>
      <label>
        to
        <input
          type="text"
          inputMode="numeric"
          value={texts[1]}
          placeholder="a range"
          onChange={(event) => take(texts[0], event.currentTarget.value.trim())}
        />
      </label>
      {range && (
        <button type="button" class="text-button" onClick={() => pinRange(null)}>
          Clear
        </button>
      )}
      {error ? (
        <span role="alert">{error}</span>
      ) : (
        <span class="quiet">Shift + click or drag in a chart</span>
      )}
    </div>
  );
}

function Rows({
  rows,
  range,
  several,
}: {
  rows: readonly ValueRow[];
  range: Range | null;
  several: boolean;
}) {
  const smooth = rows.some(({ smoothed }) => smoothed !== null);
  const wide = range === null || range[0] < range[1];
  return (
    <div class="rows">
      <table>
        <thead>
          <tr>
            <th>run</th>
            {several && <th>tag</th>}
            <th>{view.axis.value === "step" ? "step" : "time"}</th>
            <th>value</th>
            {smooth && <th>smoothed</th>}
            {wide && <th>min</th>}
            {wide && <th>max</th>}
            {wide && <th>change</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.run}\n${row.tag}`} data-value-run={row.run} data-value-tag={row.tag}>
              <td>
                <div class="who">
                  <Swatch run={row.run} />
                  <RunName run={row.run} />
                </div>
              </td>
              {several && <td>{row.tag}</td>}
              <td>{placeOf(row.x)}</td>
              <td>{formats.value(row.value)}</td>
              {smooth && <td>{row.smoothed === null ? "" : formats.value(row.smoothed)}</td>}
              {wide && <td>{formats.value(row.min)}</td>}
              {wide && <td>{formats.value(row.max)}</td>}
              {wide && <td>{formats.value(row.change)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {!rows.length && <p class="quiet">No run has a value here.</p>}
    </div>
  );
}

function placeOf(x: number): string {
  const write = { step: formats.step, relative: formats.duration, wall: formats.moment };
  return write[view.axis.value](x);
}
