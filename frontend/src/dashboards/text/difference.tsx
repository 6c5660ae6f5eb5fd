/** What differs between two texts of a tag, and which two. */
import { useEffect, useState } from "preact/hooks";
import { checked, ServerError } from "../../api";
import { aliasOf } from "../../house";
import { known } from "../../listing";
import { silence } from "../../live";
import { step as stepText } from "../../plot/formats";
import { placeAt } from "../../stepping";
import { addressOf, type Steps } from "../../steps";
import { IconButton } from "../../ui/icons";
import { Swatch } from "../../ui/name";
import { compare, type Pair, type Side, texts } from "./state";

/** A line: "-" of the text before, "+" of that after, " " of both; "…" for lines left out that are alike. */
type Row = readonly [sign: string, before: number | null, after: number | null, parts: readonly Part[]];
type Part = readonly [text: string, differs: boolean];

interface Found {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

export function Difference({ tag, series }: { tag: string; series: readonly Steps[] }) {
  const pair = texts.compared.value.get(tag);
  if (!pair) return null;
  const [before, after] = [held(series, pair.before), held(series, pair.after)];
  const swap = () => compare(tag, { before: pair.after, after: pair.before });
  return (
    <section class="text-difference" aria-label="Difference">
      <div class="text-sides">
        <Chooser
          label="From"
          side={pair.before}
          series={series}
          onChange={(side) => compare(tag, { ...pair, before: side })}
        />
        <Chooser
          label="To"
          side={pair.after}
          series={series}
          onChange={(side) => compare(tag, { ...pair, after: side })}
        />
        <IconButton icon="sort" label="The other way round" onClick={swap} />
        <button type="button" class="primary" onClick={() => compare(tag, null)}>
          All texts
        </button>
      </div>
      {before && after ? (
        <Lines
          query={{ run: pair.before.run, tag, at: before, other_run: pair.after.run, other_at: after }}
        />
      ) : (
        <p class="quiet">{missing(series, pair)}</p>
      )}
    </section>
  );
}

function held(series: readonly Steps[], { run, place }: Side): string | null {
  const steps = series.find((one) => one.run === run);
  return steps && place >= 0 && place < steps.step.length ? addressOf(steps, place) : null;
}

function missing(series: readonly Steps[], { before, after }: Pair): string {
  const side = held(series, before) ? after : before;
  return `${side.run} is off, or has no such text: choose another.`;
}

interface ChooserProps {
  label: string;
  side: Side;
  series: readonly Steps[];
  onChange: (side: Side) => void;
}

function Chooser({ label, side, series, onChange }: ChooserProps) {
  const steps = series.find(({ run }) => run === side.run);
  const step = steps?.step[side.place];
  const last = (steps?.step.length ?? 0) - 1;
  const take = (run: string) => {
    const other = series.find((one) => one.run === run);
    if (other) onChange({ run, place: placeAt(other.step, step ?? null) });
  };
  return (
    <fieldset>
      <legend>{label}</legend>
      <Swatch run={side.run} />
      <select
        aria-label={`${label}: run`}
        value={side.run}
        onChange={(event) => take(event.currentTarget.value)}
      >
        {!steps && <option value={side.run}>{side.run}</option>}
        {series.map(({ run }) => (
          <option key={run} value={run}>
            {aliasOf(run) || run}
          </option>
        ))}
      </select>
      <IconButton
        icon={{ text: "‹" }}
        label={`${label}: the text before`}
        disabled={side.place <= 0}
        onClick={() => onChange({ ...side, place: side.place - 1 })}
      />
      <label>
        step{" "}
        <input
          type="text"
          inputMode="numeric"
          aria-label={`${label}: step`}
          value={step === undefined ? "" : String(step)}
          onChange={(event) => {
            const wanted = Number(event.currentTarget.value.replace(/[\s,]/g, ""));
            if (steps && Number.isFinite(wanted)) onChange({ ...side, place: placeAt(steps.step, wanted) });
            event.currentTarget.value = step === undefined ? "" : String(step);
          }}
        />
      </label>
      <IconButton
        icon={{ text: "›" }}
        label={`${label}: the text after`}
        disabled={side.place >= last}
        onClick={() => onChange({ ...side, place: side.place + 1 })}
      />
    </fieldset>
  );
}

function Lines({ query }: { query: Record<string, string> }) {
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState("");
  const address = `api/text/difference?${new URLSearchParams({ ...query, e: known().epoch })}`;
  useEffect(() => {
    const leaving = new AbortController();
    difference(address, leaving.signal).then(
      (answer) => {
        setFound(answer);
        setError("");
      },
      (reason) => {
        if (!leaving.signal.aborted) setError(reason instanceof ServerError ? reason.message : silence);
      },
    );
    return () => leaving.abort();
  }, [address]);
  if (error)
    return (
      <p class="warn" role="alert">
        {error}
      </p>
    );
  if (!found) return <p class="quiet">Comparing…</p>;
  return (
    <>
      {found.notes.map((note) => (
        <p key={note} class="quiet">
          {note}
        </p>
      ))}
      {found.rows.length ? <Table rows={found.rows} /> : <p class="quiet">These texts are the same.</p>}
    </>
  );
}

async function difference(address: string, signal: AbortSignal): Promise<Found> {
  return (await checked(await fetch(address, { signal }))).json();
}

const kinds: Record<string, string> = { "-": "gone", "+": "new", "…": "between" };

function Table({ rows }: { rows: readonly Row[] }) {
  return (
    <section class="text-lines" aria-label="Lines that differ">
      <table>
        <tbody>
          {rows.map(([sign, before, after, parts], i) => (
            <tr key={i} class={kinds[sign]} data-line={sign}>
              <td>{sign !== "…" && before !== null && stepText(before)}</td>
              <td>{sign !== "…" && after !== null && stepText(after)}</td>
              <td>{sign}</td>
              <td>{parts.map(([text, differs], j) => (differs ? <b key={j}>{text}</b> : text))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
