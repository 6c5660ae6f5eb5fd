/** At which steps the runs wrote a tag whose values are fetched one by one, followed while new ones arrive. */
import { useEffect, useState } from "preact/hooks";
import { checked, ServerError } from "./api";
import { type Column, decodeBody, type Place } from "./columns";
import { known, type Run } from "./listing";
import { silence } from "./live";
import { useAttempts } from "./ui/attempts";

/** A series' values in the order written: columns of one length. */
export interface Steps {
  readonly run: string;
  readonly tag: string;
  readonly kind: string;
  readonly name: string;
  readonly description: string;
  /** How many values a restart has replaced. */
  readonly superseded: number;
  readonly step: Column;
  /** Unix seconds. */
  readonly wall: Column;
  readonly source: Column;
  readonly offset: Column;
  /** Bytes. */
  readonly size: Column;
}

interface Series extends Omit<Steps, "tag" | ColumnName> {
  readonly from: number;
  readonly rows: number;
  readonly columns: Record<ColumnName, Place>;
}

type ColumnName = (typeof names)[number];
const names = ["step", "wall", "source", "offset", "size"] as const;

/** Where a value stands: what the routes take as their field `at`. */
export function addressOf({ source, offset }: Steps, place: number): string {
  return `${source[place]}-${offset[place]}`;
}

/** The URL of something about one value, the same for ever. */
export function valueUrl(
  path: string,
  steps: Steps,
  place: number,
  more: Record<string, string | number> = {},
): string {
  const fields = Object.entries(more).map(([name, value]) => [name, String(value)]);
  const { run, tag } = steps;
  const query = [
    ["run", run],
    ["tag", tag],
    ["at", addressOf(steps, place)],
    ...fields,
    ["e", known().epoch],
  ];
  return `${path}?${new URLSearchParams(query as string[][])}`;
}

interface Held {
  readonly steps: Steps | null;
  readonly stamp: number;
}

const held = new Map<string, Held>();
/** So many series are remembered that no card shows. */
const mostHeld = 5000;

const keyOf = (run: string, tag: string) => `${run}\0${tag}`;

export interface StepsState {
  /** By run, in the order of the runs; those that turned out not to have the tag are left out. */
  readonly series: readonly Steps[];
  /** Whether nothing has come yet. */
  readonly loading: boolean;
  /** One sentence, or "". */
  readonly error: string;
}

/** The steps of a tag in some runs, fetched while `wanted` and whenever a run has changed. */
export function useSteps(tag: string, runs: readonly Run[], wanted: boolean): StepsState {
  const [error, setError] = useState("");
  const [, arrived] = useState(0);
  const { attempt, failed, succeeded } = useAttempts();
  const stale = wanted ? runs.filter(({ name, stamp }) => held.get(keyOf(name, tag))?.stamp !== stamp) : [];
  const asked = stale.map(({ name, stamp }) => `${name}\0${stamp}`).join("\0");
  useEffect(() => {
    if (!stale.length) return undefined;
    const leaving = new AbortController();
    fetchSteps(tag, stale, leaving.signal).then(
      () => {
        setError("");
        succeeded();
        arrived((n) => n + 1);
      },
      (reason) => {
        if (leaving.signal.aborted) return;
        const refused = reason instanceof ServerError;
        setError(refused ? reason.message : silence);
        if (!refused) failed();
      },
    );
    return () => leaving.abort();
  }, [tag, asked, attempt]);
  const series = runs.flatMap(({ name }) => held.get(keyOf(name, tag))?.steps ?? []);
  const loading = runs.some(({ name }) => !held.has(keyOf(name, tag)));
  return { series, loading: loading && !error, error };
}

async function fetchSteps(tag: string, runs: readonly Run[], signal: AbortSignal): Promise<void> {
  const body = new URLSearchParams({ tag });
  for (const { name } of runs) {
    body.append("run", name);
    body.append("known", knownOf(held.get(keyOf(name, tag))?.steps ?? null));
  }
  const reply = await checked(await fetch("api/steps", { method: "POST", body, signal }));
  const { header, column } = decodeBody<{ series: Series[] }>(await reply.arrayBuffer());
  const found = new Map(header.series.map((series) => [series.run, series]));
  for (const { name, stamp } of runs) {
    const key = keyOf(name, tag);
    const series = found.get(name);
    const before = held.get(key)?.steps ?? null;
    // Insertion order is the order of use.
    held.delete(key);
    held.set(key, { stamp, steps: series ? joined(before, series, tag, column) : null });
  }
  for (const key of held.keys()) {
    if (held.size <= mostHeld) break;
    held.delete(key);
  }
}

function knownOf(steps: Steps | null): string {
  const count = steps?.step.length ?? 0;
  return steps && count ? `${count}-${addressOf(steps, count - 1)}` : "0";
}

function joined(
  before: Steps | null,
  { columns, from, rows, ...facts }: Series,
  tag: string,
  column: (place: Place, rows: number) => Column,
): Steps {
  const all = names.map((name) => {
    const fresh = column(columns[name], rows);
    if (!from || !before) return [name, fresh];
    const whole = new Float64Array(from + rows);
    whole.set(before[name].subarray(0, from));
    whole.set(fresh, from);
    return [name, whole];
  });
  return { ...facts, tag, ...(Object.fromEntries(all) as Record<ColumnName, Column>) };
}
