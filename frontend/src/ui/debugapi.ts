/** api/server and api/files: how the server is, and the state of each file. */
import { checked } from "../api";

export interface Told {
  readonly version: string;
  /** Seconds since the start. */
  readonly up: number;
  /** Bytes, or a number; null where the server's system does not tell. */
  readonly process: {
    readonly memory: number | null;
    readonly memory_peak: number | null;
    readonly descriptors: number | null;
    readonly descriptors_most: number | null;
    readonly threads: number;
    /** Seconds. */
    readonly processor: number;
  };
  /** `ago`, `mean` and the lags in seconds; null before anything was appended. */
  readonly loader: {
    readonly rounds: number;
    readonly failures: number;
    readonly ago: number;
    readonly mean: number;
    readonly bytes: number;
    readonly values: number;
    readonly lag: number | null;
    readonly slow_lag: number | null;
  };
  readonly memory: { readonly most: number; readonly kept: number };
  readonly caches: readonly CacheTold[];
  readonly routes: readonly RouteTold[];
}

export interface CacheTold {
  readonly name: string;
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
}

export interface RouteTold {
  readonly route: string;
  readonly count: number;
  readonly failed: number;
  /** Seconds: on average, and what 99 of 100 stay below. */
  readonly mean: number;
  readonly slow: number;
}

export interface FileTold {
  readonly file: string;
  readonly run: string;
  readonly state: string;
  readonly size: number;
  readonly read: number;
  /** Unix seconds; null before it is first read. */
  readonly changed: number | null;
  readonly points: number;
  readonly restarts: number;
  readonly problems: number;
  readonly trouble: string;
}

export interface FilesTold {
  readonly total: number;
  readonly matched: number;
  readonly states: readonly { readonly state: string; readonly count: number; readonly means: string }[];
  readonly files: readonly FileTold[];
}

export async function fetchServer(signal: AbortSignal): Promise<Told> {
  return (await checked(await fetch("api/server", { signal, cache: "no-store" }))).json();
}

export async function fetchFiles(
  search: string,
  state: string,
  sort: string,
  count: number,
  signal: AbortSignal,
): Promise<FilesTold> {
  const query = new URLSearchParams({ search, state, sort: sort.replace(/^-/, ""), count: String(count) });
  if (sort.startsWith("-")) query.set("down", "1");
  return (await checked(await fetch(`api/files?${query}`, { signal, cache: "no-store" }))).json();
}
