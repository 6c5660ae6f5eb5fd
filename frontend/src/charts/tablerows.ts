/** The values of a card's runs at a step or over a range, of every point there and not as the chart is thinned. */
import { signal } from "@preact/signals";
import { ServerError } from "../api";
import { silence } from "../live";
import { type Range, view } from "../view";
import { queued } from "./queue";
import { type ValueRow, values } from "./rangevalues";
import { allTags, type Spec } from "./spec";
import { askedSmoothing, unsmoothed, wishFor } from "./wish";

/** Rows of one table; `want` asks anew only for what is not at hand. */
export class TableRows {
  readonly rows = signal<readonly ValueRow[]>([]);
  readonly error = signal("");
  private key = "";
  private abort: AbortController | null = null;

  constructor(private readonly spec: Spec) {}

  /** Asks for the values in a range, or at its start where it has no width; null asks for the last ones. */
  want(range: Range | null): void {
    const smoothing = this.spec.margins ? unsmoothed : askedSmoothing.value;
    const axis = view.axis.value;
    const wishes = allTags(this.spec).map((tag) => ({
      ...wishFor(this.spec, tag, 1),
      tag,
      axis,
      range,
      smoothing,
    }));
    const key = JSON.stringify(wishes);
    if (key === this.key) return;
    this.key = key;
    this.rest();
    const abort = new AbortController();
    this.abort = abort;
    const asked = wishes.map((wish) =>
      wish.runs.length
        ? queued(values, { ...wish, names: wish.runs.map(({ name }) => name) }, abort.signal)
        : [],
    );
    Promise.all(asked).then(
      (found) => {
        this.error.value = "";
        this.rows.value = found.flat();
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        this.key = "";
        this.error.value = error instanceof ServerError ? error.message : silence;
      },
    );
  }

  rest(): void {
    this.abort?.abort();
    this.abort = null;
  }
}
