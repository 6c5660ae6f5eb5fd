/** The slider that chooses a step: it follows the newest until it is moved, and again once it is moved to the end. */
import { useMemo } from "preact/hooks";
import { count } from "../plot/formats";
import { chooseStep, chosenStep, link, placeAt, positions, stepping } from "../stepping";
import type { Steps } from "../steps";
import { IconButton } from "./icons";
import "./stepslider.css";

/** `card` is the one it belongs to; a slider in a bar, for all, has "". */
export function StepSlider({ card, series }: { card: string; series: readonly Steps[] }) {
  const steps = useMemo(() => positions(series), [series.map(({ step }) => step.length).join(), ...series]);
  const chosen = chosenStep(card);
  const at = placeAt(steps, chosen);
  if (at < 0) return null;
  const go = (place: number) => {
    const to = Math.max(0, Math.min(steps.length - 1, place));
    chooseStep(card, to === steps.length - 1 ? null : (steps[to] as number));
  };
  const step = count(steps[at] as number);
  return (
    <div class="step-slider" data-step={steps[at]}>
      {steps.length > 1 && (
        <input
          type="range"
          min={0}
          max={steps.length - 1}
          value={at}
          aria-label="Step"
          aria-valuetext={`step ${step}${chosen === null ? ", the newest" : ""}`}
          onInput={(event) => go(Number(event.currentTarget.value))}
        />
      )}
      <output>
        step <b>{step}</b>
      </output>
      {steps.length > 1 && (
        <IconButton
          icon="newest"
          label={chosen === null ? "Following the newest step" : "Follow the newest step"}
          pressed={chosen === null}
          onClick={() => chooseStep(card, null)}
        />
      )}
    </div>
  );
}

/** Whether all cards show one step, or each its own. */
export function LinkSteps() {
  const linked = stepping.linked.value;
  return (
    <button
      type="button"
      class="ctl"
      aria-pressed={linked}
      title="One step for all cards, or each card its own"
      onClick={() => link(!linked)}
    >
      Linked steps
    </button>
  );
}
