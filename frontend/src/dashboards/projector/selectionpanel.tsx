/** What is done with the points that are selected. */
import { useState } from "preact/hooks";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { count, things } from "../../plot/formats";
import { hide, invertSelection, isolate, select, showAll, tag } from "./acts";
import { PointList } from "./pointlist";
import { mostVectors, saveTable } from "./save";
import { Section } from "./section";
import { counted, hidden, placedRows } from "./seen";
import { mostInAddress, projector } from "./state";

export function SelectionPanel() {
  const rows = projector.selection.value;
  return (
    <Section name="selection" title="Selection" note={rows.length ? count(rows.length) : ""}>
      {rows.length > 0 ? <Acts rows={rows} /> : <Hint />}
      <Aside />
      {rows.length === 0 && <Download rows={placedRows.value} title="Download all shown" />}
    </Section>
  );
}

function Hint() {
  return (
    <p class="quiet">
      Shift and click points, draw a box or a lasso around them, or search and select all hits.
    </p>
  );
}

function Acts({ rows }: { rows: Uint32Array }) {
  return (
    <>
      <div class="pj-buttons">
        <button type="button" class="primary" onClick={() => isolate(rows)}>
          {`Isolate ${things(rows.length, "point")}`}
        </button>
        <button type="button" class="primary" onClick={() => hide(rows)}>
          Hide
        </button>
        <button type="button" class="primary" onClick={invertSelection}>
          Invert
        </button>
        <button type="button" class="primary" onClick={() => select(new Uint32Array(), false)}>
          Clear
        </button>
      </div>
      <Tagging rows={rows} />
      <PointList label="Selected points" rows={rows} />
      <Download rows={rows} title="Download these" />
      {rows.length > mostInAddress && (
        <p class="quiet">{`The address keeps selections of up to ${mostInAddress} points.`}</p>
      )}
    </>
  );
}

/** What is not drawn, and how it comes back. */
function Aside() {
  const { drawn, rows } = counted.value;
  if (!hidden.value) return null;
  return (
    <div class="pj-row">
      <span>{`${count(drawn)} of ${things(rows, "point")} shown`}</span>
      <button type="button" class="text-button" onClick={showAll}>
        Show all
      </button>
    </div>
  );
}

function Tagging({ rows }: { rows: Uint32Array }) {
  const [text, setText] = useState("");
  return (
    <form
      class="pj-tagging"
      onSubmit={(event) => {
        event.preventDefault();
        tag(rows, text);
      }}
    >
      <input
        type="text"
        value={text}
        placeholder="Tag these as…"
        aria-label="Tag for the selected points; empty takes their tags away"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="primary">
        {text.trim() ? "Tag" : "Untag"}
      </button>
    </form>
  );
}

function Download({ rows, title }: { rows: Uint32Array; title: string }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const save = async () => {
    setBusy(true);
    setError("");
    try {
      await saveTable(rows);
    } catch (reason) {
      setError(reason instanceof ServerError ? reason.message : silence);
    }
    setBusy(false);
  };
  const what = rows.length > mostVectors ? "labels and places" : "labels, places and vectors";
  return (
    <>
      <button
        type="button"
        class="text-button"
        disabled={busy || !rows.length}
        title={`${what} of ${things(rows.length, "point")}, separated by tabs`}
        onClick={() => void save()}
      >
        {busy ? "Gathering…" : `${title} (TSV)`}
      </button>
      {error && (
        <p class="warn" role="alert">
          {error}
        </p>
      )}
    </>
  );
}
