/** The slider that chooses a step: it follows the newest until it is moved, and again once it is moved to the end. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { count } from "../plot/formats";
import { choosePlace, chooseStep, chosenStep, link, placeAt, positions, stepping } from "../stepping";
import type { Steps } from "../steps";
import { IconButton } from "./icons";
import "./stepslider.css";

interface Props {
  /** The one it belongs to; a slider in a bar, for all, has "". */
  card: string;
  series: readonly Pick<Steps, "step">[];
  /** Has a button that goes through the steps; each waits until the one before is `ready` to be looked at. */
  play?: { readonly ready: boolean };
}

export function StepSlider({ card, series, play }: Props) {
  const steps = useMemo(() => positions(series), [series.map(({ step }) => step.length).join(), ...series]);
  const chosen = chosenStep(card);
  const at = placeAt(steps, chosen);
  const [playing, setPlaying] = useState(false);
  const go = (place: number) => choosePlace(card, steps, place);
  const last = steps.length - 1;
  const ready = play?.ready ?? false;
  useEffect(() => {
    if (!playing) return undefined;
    if (at >= last) {
      setPlaying(false);
      return undefined;
    }
    if (!ready) return undefined;
    const timer = setTimeout(() => go(at + 1), paceOf(steps.length));
    return () => clearTimeout(timer);
  }, [playing, ready, at, last]);
  if (at < 0) return null;
  const toggle = () => {
    if (!playing && at === last) go(0);
    setPlaying(!playing);
  };
  const step = count(steps[at] as number);
  return (
    <div class="step-slider" data-step={steps[at]}>
      {play && steps.length > 1 && (
        <IconButton
          icon={playing ? "pause" : "play"}
          label={playing ? "Stop playing the steps" : "Play the steps"}
          onClick={toggle}
        />
      )}
      {steps.length > 1 && (
        <input
          type="range"
          min={0}
          max={steps.length - 1}
          value={at}
          aria-label="Step"
          aria-valuetext={`step ${step}${chosen === null ? ", the newest" : ""}`}
          onInput={(event) => {
            setPlaying(false);
            go(Number(event.currentTarget.value));
          }}
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

/** Milliseconds for a step: all of them take no longer than twenty seconds, if they can be had so fast. */
function paceOf(steps: number): number {
  return Math.max(50, Math.min(400, 20_000 / steps));
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
