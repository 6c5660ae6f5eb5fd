/** The picture of a card: drawn afresh when its scene changes, and lit up where the pointer is. */
import { effect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Run } from "../../listing";
import { link } from "../../live";
import { things } from "../../plot/formats";
import { litRun } from "../../selection";
import { RunName, Swatch } from "../../ui/name";
import { StepSlider } from "../../ui/stepslider";
import { gestures } from "./gestures";
import { HeatMap } from "./heat";
import { Hot } from "./hot";
import { runsOn, type Shown, useScene, useSize, useSlider } from "./model";
import { pointed } from "./pointing";
import { Ridges } from "./ridges";
import type { Scene } from "./scene";

export function Picture({ shown, full }: { shown: Shown; full: boolean }) {
  const { card, tag } = shown;
  const [host, size] = useSize();
  const runs = runsOn(tag, full);
  const scene = useScene(shown, runs, size, full);
  const slider = useSlider(shown, runs, full);
  const picture = scene?.marks.some(({ outline }) => outline) ? scene : null;
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [over, selection] = [host.current, frame.current];
    return over && selection ? gestures(over, selection, shown) : undefined;
  }, [shown]);
  useLayoutEffect(() => effect(() => dimOthers(host.current, card)), [scene, card]);
  return (
    <>
      <div ref={host} class="histogram" data-drawn={scene ? drawn(scene) : undefined}>
        {picture && <Drawn scene={picture} label={`Histograms of ${tag}`} />}
        {picture && <Hot card={card} scene={picture} />}
        <div ref={frame} class="frame" hidden />
        {picture && <Titles scene={picture} />}
        <State shown={shown} runs={runs} scene={scene} />
      </div>
      {slider && slider.series.length > 0 && <StepSlider card={card} series={slider.series} />}
    </>
  );
}

function Drawn({ scene, label }: { scene: Scene; label: string }) {
  const { width, height, mode } = scene.wish;
  return (
    <>
      {mode === "heat" && <HeatMap scene={scene} />}
      <svg class="drawn" role="img" aria-label={label} width={width} height={height}>
        <Ridges scene={scene} />
      </svg>
    </>
  );
}

/** Whose plot it is, where each run has its own. */
function Titles({ scene }: { scene: Scene }) {
  if (scene.wish.together || scene.plots.length < 2) return null;
  return (
    <>
      {scene.plots.map(({ box: { left, top, width }, runs: [one] }) => {
        const run = one?.run ?? "";
        const style = { left: `${left}px`, top: `${top - 17}px`, width: `${width}px` };
        return (
          <div key={run} class="titled" style={style} title={run} data-plot={run}>
            <Swatch run={run} />
            <RunName run={run} />
          </div>
        );
      })}
    </>
  );
}

/** Marks in the picture, of histograms in the files. */
function drawn({ marks, wish }: Scene): string {
  return `${marks.length} of ${wish.series.reduce((n, { total }) => n + total, 0)}`;
}

/** Lets a run stand out that is pointed at elsewhere. */
function dimOthers(over: HTMLElement | null, card: string): void {
  const run = pointed.value?.card === card ? null : litRun.value;
  for (const element of over?.querySelectorAll<SVGElement>("[data-of]") ?? [])
    element.classList.toggle("dim", run !== null && element.dataset.of !== run);
}

/** What stands in the place of a picture, or over it where something failed. */
function State({
  shown: { source },
  runs,
  scene,
}: {
  shown: Shown;
  runs: readonly Run[];
  scene: Scene | null;
}) {
  const error = source.error.value;
  if (!runs.length) return <div class="card-note">None of the runs that are on has this tag.</div>;
  if (error && (!scene || link.value !== "offline")) {
    return (
      <div class="card-error" role="alert">
        {error}
        <button type="button" class="text-button" onClick={() => source.retry()}>
          Retry
        </button>
      </div>
    );
  }
  if (!scene) return source.waiting.value ? <div class="card-note quiet">…</div> : null;
  const { empty, unreadable, reason, far } = scene.leftOut;
  if (scene.marks.some(({ outline }) => outline)) return null;
  if (unreadable) return <div class="card-note">{reason}</div>;
  if (far) return <div class="card-note">All values lie beyond ±1e300, too far out for an axis.</div>;
  if (empty) return <div class="card-note">{`${things(empty, "histogram")} of no value.`}</div>;
  return <div class="card-note">No histogram lies in this range.</div>;
}
