/** What a card of histograms needs: which runs, how many rows of each, the step that was chosen, and the scene made of them. */
import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { RowSeries, type RowsWish, useRows } from "../../charts/rowseries";
import { sourceOf } from "../../charts/sources";
import { trimmedOf } from "../../charts/state";
import { stepsIn } from "../../charts/steptimes";
import { zoomOf } from "../../charts/zoom";
import { runsWith } from "../../drawn";
import type { Run } from "../../listing";
import { chosenStep, placeAt } from "../../stepping";
import { type StepsState, useSteps } from "../../steps";
import { type Range, view } from "../../view";
import { cellsFor, mostApart } from "./layout";
import type { Chosen } from "./ranges";
import { type Histograms, histogramRows } from "./request";
import { type Scene, sceneOf } from "./scene";
import { sharesAxes, state } from "./state";

/** What a card shows at present, for the parts of it that stand outside the picture. */
export class Shown {
  readonly scene: Signal<Scene | null> = signal(null);
  readonly source: RowSeries<Histograms>;
  /** Histograms at the chosen step that the source has left out. */
  readonly exact: RowSeries<Histograms>;

  constructor(
    readonly card: string,
    readonly tag: string,
  ) {
    this.source = sourceOf(card, "rows", () => new RowSeries(tag, histogramRows));
    this.exact = sourceOf(card, "exact", () => new RowSeries(tag, histogramRows));
  }
}

/** The runs that a card draws, of those that have the tag. */
export function runsOn(tag: string, full: boolean): readonly Run[] {
  const runs = runsWith("histograms", tag);
  return sharesAxes() || full ? runs : runs.slice(0, mostApart);
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of an element, in whole pixels. */
export function useSize(): [ref: { current: HTMLDivElement | null }, size: Size] {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}

/** Sizes that differ little ask for the same rows. */
const coarse = 16;
const mostRows = 600;
/** Rows of all runs of a card. */
const rowsPerCard = 4000;

/** As many rows as there is room to tell apart: a ridge every three pixels, a column of a heat map every two. */
function rowsFor({ width, height }: Size, runs: number): number {
  const cells = cellsFor(sharesAxes() ? 1 : runs);
  const room = state.mode.value === "heat" ? width / cells.across / 2 : height / cells.rows / 3;
  const most = Math.min(mostRows, Math.floor(rowsPerCard / Math.max(1, runs)));
  return Math.max(coarse, Math.min(most, Math.ceil(room / coarse) * coarse));
}

/** Has the histograms of a card fetched and makes its scene; null until there is something. */
export function useScene(shown: Shown, runs: readonly Run[], size: Size, full: boolean): Scene | null {
  const { source, card } = shown;
  const mode = state.mode.value;
  const axis = view.axis.value;
  const times = mode === "single" ? null : zoomOf(card);
  const range = useSteadySteps(times, source.of(runs));
  const measured = size.width > 0 && size.height > 0;
  const series = useRows(source, measured ? { runs, rows: rowsFor(size, runs.length), range } : null);
  const chosen = useChosen(shown, runs, series);
  const values = state.zooms.value.get(card) ?? null;
  const together = sharesAxes();
  const trimmed = trimmedOf(card);
  const across = full || together ? 0 : cellsFor(runs.length).across;
  const scene = useMemo(
    () =>
      measured && series.length
        ? sceneOf({ series, mode, axis, together, trimmed, ...size, across, values, times, chosen })
        : null,
    [mode, axis, together, trimmed, size, across, values, times, chosen, measured, ...series],
  );
  useEffect(() => {
    shown.scene.value = scene;
  }, [shown, scene]);
  return scene;
}

/** The steps of a zoom: found once for each, for what comes then covers no more than it. */
function useSteadySteps(times: Range | null, series: readonly Histograms[]): Range | null {
  const key = JSON.stringify([times, view.axis.value, series.length > 0]);
  return useMemo(() => stepsIn(times, series, view.axis.value), [key]);
}

/** Where every step is needed: to choose one. */
export function useSlider(shown: Shown, runs: readonly Run[], full: boolean): StepsState | null {
  const wanted = full || state.mode.value === "single" || chosenStep(shown.card) !== null;
  const steps = useSteps(shown.tag, runs, wanted);
  return wanted ? steps : null;
}

function useChosen(shown: Shown, runs: readonly Run[], series: readonly Histograms[]): readonly Chosen[] {
  const step = chosenStep(shown.card);
  const wanted = step !== null || state.mode.value === "single";
  const { series: all } = useSteps(shown.tag, runs, wanted);
  const steps = wanted ? all.map((one) => one.step[placeAt(one.step, step)] as number) : [];
  const lacking = all.some((one, i) => {
    const held = series.find(({ run }) => run === one.run);
    return held?.thinned && !held.step.includes(steps[i] as never);
  });
  const wish: RowsWish = { runs, rows: coarse, range: [Math.min(...steps), Math.max(...steps)] };
  const exact = useRows(shown.exact, wanted && lacking ? wish : null);
  return useMemo(
    () =>
      steps.flatMap((at, i) => {
        const run = all[i]?.run;
        const holders = [exact, series].flatMap((held) => held.find((one) => one.run === run) ?? []);
        const histograms = holders.find((one) => one.step.includes(at as never));
        return histograms ? [{ histograms, row: histograms.step.lastIndexOf(at as never) }] : [];
      }),
    [steps.join(), ...exact, ...series],
  );
}
