/** A timeline on the page: how far it has come, its rows, and what is seen, chosen and marked in its own time. */
import { batch, computed, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { pictures, reach, shiftOf, told } from "./pictures";
import {
  type Asked,
  fetchTimeline,
  fetchWindow,
  type Progress,
  type Seen,
  type Source,
  type Timeline,
} from "./request";
import { Rows } from "./rows";
import { moved } from "./scene/stretch";
import type { Range, SceneHandle, Stretch } from "./scene/types";
import { state } from "./state";

export type Loaded =
  | { readonly state: "reading"; readonly progress: Progress | null }
  | { readonly state: "failed"; readonly trouble: string }
  | { readonly state: "ready"; readonly timeline: Timeline };

/** Which timeline, in the page's words. */
export interface Wanted {
  /** Empty for a file that was opened. */
  readonly id: string;
  readonly source: Source;
  /** Another one for another state of the same file. */
  readonly key: string;
  /** As it is called now; names of runs may change. */
  readonly title: string;
}

export class Picture {
  readonly title = signal("");
  readonly loaded = signal<Loaded>({ state: "reading", progress: null });
  readonly timeline = computed(() =>
    this.loaded.value.state === "ready" ? this.loaded.value.timeline : null,
  );
  readonly rows = new Rows(this.timeline);
  /** The drawing, while there is one. */
  readonly scene = signal<SceneHandle | null>(null);
  readonly isTold = computed(() =>
    state.told.value ? state.told.value === this.wanted.id : pictures.value[0] === this,
  );
  readonly shift = computed(() => shiftOf(this));
  readonly view = computed(() => state.view.value && moved(state.view.value, -this.shift.value));
  readonly reach = computed<Stretch>(() => moved(reach.value, -this.shift.value));
  readonly marks = computed(() => state.marks.value.map((mark) => mark - this.shift.value));
  readonly chosen = computed(() => (this.isTold.value ? state.chosen.value : null));
  readonly range = computed(() => (this.isTold.value ? state.range.value : null));
  private readonly leaving = new AbortController();

  constructor(readonly wanted: Wanted) {
    const { signal: ended } = this.leaving;
    fetchTimeline(wanted.source, ended, (progress) => {
      if (!ended.aborted) this.loaded.value = { state: "reading", progress };
    }).then(
      (timeline) => {
        if (!ended.aborted) this.loaded.value = { state: "ready", timeline };
      },
      (reason) => {
        const trouble = reason instanceof ServerError ? reason.message : silence;
        if (!ended.aborted) this.loaded.value = { state: "failed", trouble };
      },
    );
  }

  /** Loads no further. */
  end(): void {
    this.leaving.abort();
  }

  readonly fetch = (asked: Asked, signal: AbortSignal): Promise<Seen> =>
    fetchWindow(this.wanted.source, asked, signal);

  readonly look = (stretch: Stretch): void => {
    state.view.value = moved(stretch, this.shift.peek());
  };

  readonly mark = (marks: readonly number[]): void => {
    state.marks.value = marks.map((mark) => mark + this.shift.peek());
  };

  readonly choose = (row: number | null): void => {
    this.tell();
    state.chosen.value = row;
  };

  readonly measure = (range: Range | null): void => {
    this.tell();
    state.range.value = range;
  };

  /** Has search, table, summary and details be about this one; what was chosen in another is let go. */
  readonly tell = (): void => {
    if (told.peek() === this && this.isTold.peek()) return;
    batch(() => {
      state.told.value = pictures.peek()[0] === this ? "" : this.wanted.id;
      state.chosen.value = null;
      state.range.value = null;
    });
  };
}
