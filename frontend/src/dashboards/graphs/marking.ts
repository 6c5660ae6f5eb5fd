/** Which nodes are marked: by a comparison, as hits of the search, as what a chosen node comes from and leads to. */
import { computed, effect, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { comparison } from "./comparing";
import { hits } from "./finding";
import { source, stamp } from "./listed";
import { fetchTrace, type Traced } from "./request";
import type { Mark } from "./scene/types";
import { graphs, type Trace } from "./state";

type Found = Readonly<Partial<Record<"inputs" | "outputs", Traced>>>;

export const traced = signal<Found>({});
export const traceTrouble = signal("");

/** Follows the chosen node as long as tracing is on; the result ends that. */
export function keepTracing(): () => void {
  let asking = new AbortController();
  const stop = effect(() => {
    stamp.value;
    const [of, path, trace] = [source.value, graphs.chosen.value, graphs.trace.value];
    asking.abort();
    asking = new AbortController();
    traceTrouble.value = "";
    traced.value = {};
    if (of && path && trace) void follow(of, path, trace, asking.signal);
  });
  return () => {
    stop();
    asking.abort();
  };
}

async function follow(of: string, path: string, trace: string, ended: AbortSignal): Promise<void> {
  const ways = (["inputs", "outputs"] as const).filter((way) => trace === way || trace === "both");
  try {
    const found = await Promise.all(ways.map((way) => fetchTrace(of, path, way, ended)));
    traced.value = Object.fromEntries(ways.map((way, i) => [way, found[i]]));
  } catch (reason) {
    if (!ended.aborted) traceTrouble.value = reason instanceof ServerError ? reason.message : silence;
  }
}

/** The later ones lie over the earlier ones. */
export const marks = computed<ReadonlyMap<string, Mark>>(() => {
  const all = new Map<string, Mark>(Object.entries(comparison.value?.marks ?? {}));
  for (const { open } of hits.value.hits)
    for (const path of open) if (!all.has(path)) all.set(path, "inside");
  for (const { path } of hits.value.hits) all.set(path, "hit");
  for (const [way, mark] of [
    ["inputs", "input"],
    ["outputs", "output"],
  ] as const) {
    const { paths = [], scopes = [] } = traced.value[way] ?? {};
    for (const path of [...scopes, ...paths]) all.set(path, mark);
  }
  return all;
});

/** Turns one way of tracing over, beside the other. */
export function turnTrace(way: "inputs" | "outputs"): void {
  const now = graphs.trace.peek();
  const other = way === "inputs" ? "outputs" : "inputs";
  const next: Record<Trace, Trace> =
    way === "inputs"
      ? { "": way, inputs: "", outputs: "both", both: other }
      : { "": way, outputs: "", inputs: "both", both: other };
  graphs.trace.value = next[now];
}
