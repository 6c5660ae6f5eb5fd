/** The files beside event files that are shown as well: configurations of projectors, checkpoints, graphs, timelines. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { drawnRuns } from "./drawn";
import { runs } from "./listing";

export interface BesideFile {
  /** The directory's name as a run's; there may be no run of that name. */
  readonly run: string;
  /** Relative to the logdir. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly changed: number;
}

/** A row of the listing: run, path, size, time of change. */
export type BesideRow = [run: string, path: string, size: number, changed: number];

const files = signal<Readonly<Record<string, readonly BesideFile[]>>>({});

/** Takes what a listing says; null: as before. */
export function takeBeside(rows: Readonly<Record<string, readonly BesideRow[]>> | null): void {
  if (rows === null) return;
  files.value = Object.fromEntries(
    Object.entries(rows).map(([kind, list]) => [
      kind,
      list.map(([run, path, size, changed]) => ({ run, path, size, changed })),
    ]),
  );
}

const none: readonly BesideFile[] = [];
const drawn = new Map<string, ReadonlySignal<readonly BesideFile[]>>();

/** All files of a kind. */
export function beside(kind: string): readonly BesideFile[] {
  return files.value[kind] ?? none;
}

/** The files of a kind whose run is drawn, or whose directory is no run and so cannot be switched off. */
export function drawnBeside(kind: string): ReadonlySignal<readonly BesideFile[]> {
  let found = drawn.get(kind);
  if (!found) {
    found = computed(() => {
      const on = new Set(drawnRuns.value.map(({ name }) => name));
      return beside(kind).filter(({ run }) => on.has(run) || !runs.value.has(run));
    });
    drawn.set(kind, found);
  }
  return found;
}
