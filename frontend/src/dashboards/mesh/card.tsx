/** One mesh: every run's at the step that the slider shows, seen from the same side. */
import { useState } from "preact/hooks";
import { runsWith } from "../../drawn";
import { things } from "../../plot/formats";
import { chosenStep, placeAt } from "../../stepping";
import { useSteps } from "../../steps";
import { StepSlider } from "../../ui/stepslider";
import { TagCard } from "../../ui/tagcard";
import type { CardProps } from "../../ui/tagpage";
import { front } from "./camera";
import { meshName } from "./parts";
import { View } from "./view";

/** So many runs are looked at side by side on a card that is not in full. */
const mostRuns = 4;

export function Card({ id, tag }: CardProps) {
  return (
    <TagCard id={id} tag={tag} title={meshName(tag)} shape="own">
      {(full) => <Body id={id} tag={tag} full={full} />}
    </TagCard>
  );
}

function Body({ id, tag, full }: CardProps & { full: boolean }) {
  const having = runsWith("mesh", tag);
  const runs = full ? having : having.slice(0, mostRuns);
  const [camera, setCamera] = useState(front);
  const [item, setItem] = useState(0);
  const { series, loading, error } = useSteps(tag, runs, true);
  const chosen = chosenStep(id);
  const rest = having.length - runs.length;
  if (error) return <p class="card-said">{error}</p>;
  if (loading && !series.length) return <p class="card-said">Loading…</p>;
  return (
    <>
      <div class={series.length > 1 ? "meshes several" : "meshes"}>
        {series.map((steps) => {
          const place = placeAt(steps.step, chosen);
          const looked = { camera, setCamera, item, setItem };
          return place < 0 ? null : <View key={steps.run} steps={steps} place={place} {...looked} />;
        })}
      </div>
      {rest > 0 && <p class="card-said">{`${things(rest, "more run")} in full screen.`}</p>}
      <StepSlider card={id} series={series} />
    </>
  );
}
