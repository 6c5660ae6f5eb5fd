/** What colours mean: a column, its categories or its scale. */
import { useEffect, useRef } from "preact/hooks";
import { colourTable } from "../../plot/colourmap";
import { count, things, value } from "../../plot/formats";
import { Segmented } from "../../ui/segmented";
import { toggled } from "../../view";
import { categorical, colourColumn, colourRange, type Entry, legend, others, rest } from "./colouring";
import { ColumnField } from "./fields";
import { columns } from "./labels";
import { Section } from "./section";
import { colourMaps, projector } from "./state";

export function ColourPanel() {
  if (!columns.value.length) return null;
  const column = colourColumn.value;
  return (
    <Section name="colour" title="Colour">
      <ColumnField
        label="Colour by"
        none="the run"
        value={column?.name ?? ""}
        onChange={(name) => {
          projector.colour.value = name;
          projector.off.value = new Set();
          projector.asCategories.value = null;
        }}
      />
      {column?.numbers && <Kinds />}
      {column && (categorical.value ? <Legend /> : <Scale />)}
    </Section>
  );
}

const kinds = [
  ["categories", "Categories"],
  ["scale", "Scale"],
] as const;

function Kinds() {
  return (
    <Segmented
      label="Numbers as"
      options={kinds}
      value={categorical.value ? "categories" : "scale"}
      onChange={(kind) => {
        projector.asCategories.value = kind === "categories";
        projector.off.value = new Set();
      }}
    />
  );
}

function Legend() {
  const entries = legend.value;
  const left = others.value;
  const names = [...entries.map(({ value: name }) => name), ...(left ? [rest] : [])];
  const off = projector.off.value;
  const only = (name: string) => {
    const alone = names.every((one) => off.has(one) === (one !== name));
    projector.off.value = new Set(alone ? [] : names.filter((one) => one !== name));
  };
  return (
    <>
      <ul class="pj-legend" aria-label={`Values of ${colourColumn.value?.name}`}>
        {entries.map((entry) => (
          <Value key={entry.value} entry={entry} name={entry.value} onOnly={() => only(entry.value)} />
        ))}
        {left && (
          <Value
            entry={{ value: things(left.values, "other value"), colour: "", count: left.count, on: left.on }}
            name={rest}
            onOnly={() => only(rest)}
          />
        )}
      </ul>
      {off.size > 0 && (
        <button
          type="button"
          class="text-button"
          onClick={() => {
            projector.off.value = new Set();
          }}
        >
          Show all values
        </button>
      )}
    </>
  );
}

function Value({ entry, name, onOnly }: { entry: Entry; name: string; onOnly: () => void }) {
  const title = entry.value || "(empty)";
  return (
    <li data-value={entry.value}>
      <button
        type="button"
        class="pj-value"
        aria-pressed={entry.on}
        title="Click: show or hide these points. Double click: only these"
        onClick={() => {
          projector.off.value = toggled(projector.off.peek(), name);
        }}
        onDblClick={onOnly}
      >
        <i class="pj-swatch" style={entry.colour ? { background: entry.colour } : {}} />
        <span>{title}</span>
        <small>{count(entry.count)}</small>
      </button>
      <button type="button" class="pj-only" aria-label={`Only ${title}`} onClick={onOnly}>
        only
      </button>
    </li>
  );
}

const mapNames = { viridis: "Viridis", diverging: "Diverging", grey: "Grey" } as const;

function Scale() {
  const range = colourRange.value;
  if (!range || Number.isNaN(range[0])) return <p class="quiet">None of these is a finite number.</p>;
  return (
    <>
      <Ramp />
      <div class="pj-ends">
        <span>{value(range[0])}</span>
        <span>{value(range[1])}</span>
      </div>
      <label class="pj-choice">
        <span>Colour map</span>
        <select
          aria-label="Colour map"
          value={projector.map.value}
          onChange={(event) => {
            projector.map.value = event.currentTarget.value as (typeof colourMaps)[number];
          }}
        >
          {colourMaps.map((map) => (
            <option key={map} value={map}>
              {mapNames[map]}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function Ramp() {
  const ref = useRef<HTMLCanvasElement>(null);
  const map = projector.map.value;
  useEffect(() => {
    const context = ref.current?.getContext("2d");
    if (!context) return;
    const table = colourTable(map);
    const image = context.createImageData(256, 1);
    for (let i = 0; i < 256; i++) image.data.set([...table.subarray(3 * i, 3 * i + 3), 255], 4 * i);
    context.putImageData(image, 0, 0);
  }, [map]);
  return (
    <canvas
      ref={ref}
      class="pj-ramp"
      width={256}
      height={1}
      role="img"
      aria-label={`Colours of ${mapNames[map]}`}
    />
  );
}
