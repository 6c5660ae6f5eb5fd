/** What the picture of a timeline is given, and what it tells. */
import type { ReadonlySignal } from "@preact/signals";
import type { Asked, Counter, Seen, Timeline, Track } from "../request";

/** The stretch that is seen, in nanoseconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A row of the picture: what belongs together of a process, a track, or a counter. Keys last from visit to visit. */
export type Row =
  | { readonly kind: "process"; readonly key: string; readonly title: string; readonly folded: boolean }
  | {
      readonly kind: "track";
      readonly key: string;
      readonly track: Track;
      readonly folded: boolean;
      readonly pinned: boolean;
    }
  | { readonly kind: "counter"; readonly key: string; readonly counter: Counter; readonly pinned: boolean };

/** A range that is measured and summed up, of the rows that it was drawn over. */
export interface Range extends Stretch {
  readonly tracks: readonly number[];
}

/** What is under the pointer. */
export type Hover =
  | {
      readonly kind: "slice";
      readonly row: number;
      readonly merged: number;
      readonly name: string;
      readonly category: string;
      readonly start: number;
      readonly end: number;
      readonly busy: number;
    }
  | {
      readonly kind: "instant";
      readonly row: number;
      readonly merged: number;
      readonly name: string;
      readonly time: number;
    }
  | {
      readonly kind: "counter";
      readonly name: string;
      readonly time: number;
      readonly low: number;
      readonly high: number;
      readonly last: number;
    };

export interface SceneProps {
  readonly timeline: Timeline;
  readonly rows: ReadonlySignal<readonly Row[]>;
  /** What is seen; null for all there is. */
  readonly view: ReadonlySignal<Stretch | null>;
  readonly onLook: (stretch: Stretch) => void;
  /** All there is to be seen: more than the timeline where others are beside it. */
  readonly reach: ReadonlySignal<Stretch>;
  /** Asks for a stretch; rejects when it is superseded. */
  readonly fetch: (asked: Asked, signal: AbortSignal) => Promise<Seen>;
  /** The row of the slice that is chosen. */
  readonly chosen: ReadonlySignal<number | null>;
  readonly onChoose: (row: number | null) => void;
  /** Where it is, if that is known. */
  readonly spot: ReadonlySignal<{
    readonly track: number;
    readonly line: number;
    readonly start: number;
    readonly end: number;
  } | null>;
  readonly range: ReadonlySignal<Range | null>;
  readonly onRange: (range: Range | null) => void;
  /** Moments that were marked. */
  readonly marks: ReadonlySignal<readonly number[]>;
  readonly onMarks: (marks: readonly number[]) => void;
  /** Numbers of the names that are found; null while nothing is searched for. */
  readonly found: ReadonlySignal<ReadonlySet<number> | null>;
  readonly colourBy: ReadonlySignal<"name" | "category">;
  readonly flows: ReadonlySignal<boolean>;
  readonly onFold: (key: string) => void;
  readonly onMenu: (row: Row, at: { readonly x: number; readonly y: number }) => void;
  readonly handle: (scene: SceneHandle | null) => void;
}

export interface SceneHandle {
  /** Shows a stretch, and scrolls to the row of a track. */
  readonly show: (stretch: Stretch, track?: number, line?: number) => void;
  readonly fit: () => void;
  readonly zoom: (factor: number) => void;
  readonly png: () => Promise<Blob | null>;
}
