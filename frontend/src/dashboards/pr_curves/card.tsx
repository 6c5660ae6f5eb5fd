/** The card of a tag, or of the tags of a prefix: the curves of all runs that are on. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { RowMenu } from "../../charts/rowmenu";
import { saveChart, saveFigureOf } from "../../charts/save";
import { runsWith } from "../../drawn";
import { known } from "../../listing";
import { things } from "../../plot/formats";
import { chosenStep, placeAt } from "../../stepping";
import { addressOf, useSteps } from "../../steps";
import { useFetched } from "../../ui/fetched";
import { StepSlider } from "../../ui/stepslider";
import { TagCard } from "../../ui/tagcard";
import type { CardProps } from "../../ui/tagpage";
import { Chart } from "./chart";
import { tagsOf, titleOf } from "./gathering";
import { type Held, inksOf, isCurve, ranked } from "./model";
import { TimeBody } from "./overtime";
import { fetchCurves, type OverTime } from "./request";
import { drawingOf, figureOf, tableOf, timeTableOf } from "./save";
import { ScoreTable, Troubles } from "./scores";
import { useWidth } from "./size";
import { state } from "./state";

export function Card({ id, tag }: CardProps) {
  const held = useSignal<Held>(new Map());
  const overTime = useSignal<OverTime | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const tags = tagsOf(tag);
  const title = titleOf(tag);
  const drawn = () => {
    const rows = state.mode.value === "time" ? overTime.value?.step.length : ranked(held.value, tags).length;
    if (!rows || !frame.current?.querySelector("svg.pr-chart")) return null;
    const what = state.mode.value === "time" ? "Steps" : "Curves";
    const total = state.mode.value === "time" ? (overTime.value?.total ?? rows) : rows;
    const described = tags.flatMap((one) => held.value.get(one)?.series ?? []);
    return { what, rows, total, description: described.find(({ description }) => description)?.description };
  };
  const picture = () => drawingOf(frame.current as HTMLElement, title, ranked(held.value, tags));
  return (
    <TagCard
      id={id}
      tag={tag}
      title={title}
      note={tags.length > 1 ? things(tags.length, "tag") : undefined}
      shape={tags.length > 1 ? "wide" : "own"}
      tools={
        <RowMenu
          card={id}
          tag={title}
          drawn={drawn}
          save={(format) => void saveChart(picture(), title, format)}
          figure={() => saveFigureOf("/pr_curves", figureOf(id, tags, overTime.peek()), title)}
          table={() =>
            state.mode.peek() === "time" && overTime.peek()
              ? timeTableOf(overTime.peek() as OverTime)
              : tableOf(ranked(held.peek(), tags))
          }
        />
      }
    >
      {(full) => (
        <div ref={frame} class="pr-card">
          {tags.map((one) => (
            <Loader key={one} id={id} tag={one} held={held} />
          ))}
          {state.mode.value === "time" ? (
            <TimeBody id={id} tags={tags} held={held.value} full={full} shown={overTime} />
          ) : (
            <Body id={id} tags={tags} held={held.value} full={full} />
          )}
        </div>
      )}
    </TagCard>
  );
}

/** Has what a card holds of one tag; it shows nothing. */
function Loader({ id, tag, held }: CardProps & { held: Signal<Held> }) {
  const runs = runsWith("pr_curves", tag);
  const { series, error } = useSteps(tag, runs, true);
  const chosen = chosenStep(id);
  const spots =
    state.mode.value === "time"
      ? []
      : series.flatMap((steps) => {
          const place = placeAt(steps.step, chosen);
          return place < 0 ? [] : [{ steps, place }];
        });
  const asked = JSON.stringify([
    known().epoch,
    tag,
    spots.map(({ steps, place }) => [steps.run, addressOf(steps, place)]),
  ]);
  const fetched = useFetched(asked, async (signal) => ({
    asked,
    curves: await fetchCurves(tag, spots, signal),
  }));
  const reach = series.map(({ run, step }) => `${run}\0${step.length}`).join("\0");
  useEffect(() => {
    const on = new Set(runs.map(({ name }) => name));
    const curves = (fetched.value?.curves ?? []).filter(({ run }) => on.has(run));
    const current = fetched.value?.asked === asked || fetched.error !== "";
    const next = { series, curves, current, error: error || fetched.error };
    held.value = new Map(held.peek()).set(tag, next);
  }, [asked, reach, fetched, error]);
  return null;
}

interface BodyProps {
  id: string;
  tags: readonly string[];
  held: Held;
  full: boolean;
}

function Body({ id, tags, held, full }: BodyProps) {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref);
  const axes = state.mode.value === "roc" ? "roc" : "pr";
  const curves = useMemo(() => ranked(held, tags), [held, tags.join("\0")]);
  const sources = tags.flatMap((tag) => runsWith("pr_curves", tag).map(({ name }) => ({ run: name, tag })));
  const loaded = tags.flatMap((tag) => held.get(tag) ?? []);
  const found = loaded.flatMap((one) => one.curves);
  const there = new Set(found.map(({ run, tag }) => `${run}\0${tag}`));
  const written = new Set(loaded.flatMap(({ series }) => series.map(({ run, tag }) => `${run}\0${tag}`)));
  const current = loaded.length === tags.length && loaded.every((one) => one.current);
  const waiting = sources.filter(({ run, tag }) => {
    const key = `${run}\0${tag}`;
    return !there.has(key) && !(current && !written.has(key));
  });
  const inkOf = inksOf(tags, new Set(sources.map(({ run }) => run)).size);
  const errors = [...new Set(loaded.flatMap(({ error }) => error || []))];
  const height = full ? Math.max(240, innerHeight - 150) : 380;
  return (
    <>
      <div class="pr-body">
        <div
          ref={ref}
          class="pr-frame"
          data-drawn={current ? `${curves.length} of ${sources.length}` : undefined}
        >
          {width > 0 && (
            <Chart card={id} curves={curves} axes={axes} inkOf={inkOf} width={width} height={height} />
          )}
        </div>
        <div class="pr-side">
          <ScoreTable
            curves={curves}
            waiting={errors.length ? [] : waiting}
            several={tags.length > 1}
            inkOf={inkOf}
          />
          <Troubles found={[...curves, ...found.filter((one) => !isCurve(one))]} axes={axes} />
          {errors.map((error) => (
            <p key={error} class="card-said" role="alert">
              {error}
            </p>
          ))}
        </div>
      </div>
      <StepSlider card={id} series={loaded.flatMap(({ series }) => series)} play={{ ready: current }} />
    </>
  );
}
