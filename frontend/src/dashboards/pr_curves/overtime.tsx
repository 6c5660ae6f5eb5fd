/** One series over its steps: a heat map of precision by recall, and beneath it the scores as lines. */
import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { runsWith } from "../../drawn";
import { aliasOf } from "../../house";
import { chosenStep } from "../../stepping";
import { addressOf } from "../../steps";
import { useFetched } from "../../ui/fetched";
import { StepSlider } from "../../ui/stepslider";
import { type Held, inksOf } from "./model";
import { fetchOverTime, type OverTime } from "./request";
import { useWidth } from "./size";
import { choose, keyOf, type Source, state } from "./state";
import { TimeChart } from "./timechart";

interface Props {
  id: string;
  tags: readonly string[];
  held: Held;
  full: boolean;
  /** Takes what is shown. */
  shown: Signal<OverTime | null>;
}

export function TimeBody({ id, tags, held, full, shown }: Props) {
  const sources = tags.flatMap((tag) => runsWith("pr_curves", tag).map(({ name }) => ({ run: name, tag })));
  const wanted = state.chosen.value.get(id);
  const source = sources.find((one) => wanted && keyOf(one) === keyOf(wanted)) ?? sources[0];
  const series = tags.flatMap((tag) => held.get(tag)?.series ?? []);
  return (
    <>
      {sources.length > 1 && (
        <label class="pr-chooser">
          Shown{" "}
          <select
            value={source && keyOf(source)}
            onChange={({ currentTarget }) => {
              const next = sources[currentTarget.selectedIndex];
              if (next) choose(id, next);
            }}
          >
            {sources.map((one) => (
              <option key={keyOf(one)} value={keyOf(one)}>
                {tags.length > 1 ? `${nameOf(one)} · ${one.tag}` : nameOf(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      {source && <Shown id={id} tags={tags} source={source} held={held} full={full} shown={shown} />}
      <StepSlider card={id} series={series} play={{ ready: true }} />
    </>
  );
}

const nameOf = ({ run }: Source) => aliasOf(run) || run;

function Shown({ id, tags, source, held, full, shown }: Props & { source: Source }) {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref);
  const steps = held.get(source.tag)?.series.find(({ run }) => run === source.run);
  const count = steps?.step.length ?? 0;
  const last = steps && count ? addressOf(steps, count - 1) : "";
  const fetched = useFetched(JSON.stringify([keyOf(source), count, last]), (signal) =>
    fetchOverTime(source, signal),
  );
  const value = fetched.value && keyOf(fetched.value) === keyOf(source) ? fetched.value : null;
  useEffect(() => {
    shown.value = value;
  }, [value]);
  const height = full ? Math.max(300, innerHeight - 170) : 380;
  return (
    <div ref={ref} class="pr-frame" data-drawn={value ? `${value.step.length} of ${value.total}` : undefined}>
      {fetched.error && (
        <p class="card-said" role="alert">
          {fetched.error}
        </p>
      )}
      {width > 0 && value && value.step.length > 0 && (
        <TimeChart
          card={id}
          shown={value}
          chosen={chosenStep(id)}
          colour={inksOf(tags, 1)(source).colour}
          width={width}
          height={height}
        />
      )}
      {value?.step.length === 0 && <p class="card-said">None of this series' curves can be read.</p>}
      {!value && !fetched.error && <p class="card-said">Loading…</p>}
    </div>
  );
}
