/** One tag's tensors: a block for each run, all at the step that the slider shows. */

import { drawnRuns } from "../../drawn";
import { things } from "../../plot/formats";
import { chosenStep, placeAt } from "../../stepping";
import { useSteps } from "../../steps";
import { StepSlider } from "../../ui/stepslider";
import { TagCard } from "../../ui/tagcard";
import type { CardProps } from "../../ui/tagpage";
import { otherKinds } from "..";
import { Block } from "./block";

/** So many runs are looked at side by side on a card that is not in full. */
const mostRuns = 4;

export function Card({ id, tag }: CardProps) {
  return (
    <TagCard id={id} tag={tag} shape="own">
      {(full) => <Body id={id} tag={tag} full={full} />}
    </TagCard>
  );
}

function Body({ id, tag, full }: CardProps & { full: boolean }) {
  const having = drawnRuns.value.filter(({ tags }) =>
    otherKinds.value.some((kind) => tags.get(kind)?.has(tag)),
  );
  const runs = full ? having : having.slice(0, mostRuns);
  const { series, loading, error } = useSteps(tag, runs, true);
  const chosen = chosenStep(id);
  const rest = having.length - runs.length;
  if (error) return <p class="card-said">{error}</p>;
  if (loading && !series.length) return <p class="card-said">Loading…</p>;
  return (
    <>
      <div class="tensors">
        {series.map((steps) => {
          const place = placeAt(steps.step, chosen);
          return place < 0 ? null : <Block key={steps.run} steps={steps} place={place} full={full} />;
        })}
      </div>
      {rest > 0 && <p class="card-said">{`${things(rest, "more run")} in full screen.`}</p>}
      <StepSlider card={id} series={series} />
    </>
  );
}
