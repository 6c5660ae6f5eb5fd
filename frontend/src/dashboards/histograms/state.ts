/** How histograms are to look: in the address, and where a person set it once, in this browser. */
import { signal } from "@preact/signals";
import { decode, encode, keepToo } from "../../address";
import { type HistogramMode, histogramModes, settings } from "../../settings";
import { type Range, view } from "../../view";

export const state = {
  mode: signal<HistogramMode>(settings.histograms.peek()),
  /** Whether the runs of a card share its axes. */
  together: signal(settings.histogramRuns.peek() === "together"),
  /** The ranges of values that cards show, where that is not all. */
  zooms: signal<ReadonlyMap<string, Range>>(new Map()),
};

export function setMode(mode: HistogramMode): void {
  state.mode.value = settings.histograms.value = mode;
}

export function setTogether(together: boolean): void {
  state.together.value = together;
  settings.histogramRuns.value = together ? "together" : "apart";
}

/** A heat map has no room for a second run. */
export function sharesAxes(): boolean {
  return state.together.value && state.mode.value !== "heat";
}

export function zoomValues(card: string, range: Range | null): void {
  const zooms = new Map(state.zooms.peek());
  if (range) zooms.set(card, range);
  else zooms.delete(card);
  state.zooms.value = zooms;
}

function readZooms(text: string): Map<string, Range> {
  const zooms = new Map<string, Range>();
  for (const entry of text ? text.split(",") : []) {
    const parts = entry.split(":");
    const [low, high] = parts.splice(-2).map(Number) as [number, number];
    if (low < high) zooms.set(decode(parts.join(":")), [low, high]);
  }
  return zooms;
}

keepToo({
  // On the tab itself they stand in full, for another browser may have other settings.
  write: () => {
    const here = view.tab.value === "histograms";
    return {
      histograms: here ? state.mode.value : "",
      histogramruns: here ? (state.together.value ? "together" : "apart") : "",
      values: [...state.zooms.value].map(([card, [low, high]]) => `${encode(card)}:${low}:${high}`).join(","),
    };
  },
  read: (text) => {
    state.mode.value =
      histogramModes.find((mode) => mode === text("histograms")) ?? settings.histograms.peek();
    state.together.value = (text("histogramruns") || settings.histogramRuns.peek()) === "together";
    state.zooms.value = readZooms(text("values"));
  },
});
