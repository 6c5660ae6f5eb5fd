/** A card in full: all its images, one, or two compared. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { aliasOf } from "../../house";
import { count, step } from "../../plot/formats";
import type { Steps } from "../../steps";
import { Segmented } from "../../ui/segmented";
import { ImageBox } from "./box";
import { Blink, DifferenceView, Swipe } from "./compare";
import { lately, stepOf, type Target } from "./described";
import { useFrame } from "./frames";
import type { Size } from "./geometry";
import { Grid } from "./grid";
import { neighbours, type Place, type Position } from "./selected";
import { imageSettings, images, type OtherStep, zoomOf } from "./state";
import { type Pair, pairOf, show } from "./viewing";
import { ZoomButtons } from "./zoombuttons";

const modes = [
  ["grid", "All"],
  ["one", "One"],
  ["swipe", "Swipe"],
  ["blink", "Blink"],
  ["difference", "Difference"],
] as const;

interface ViewerProps {
  card: string;
  series: readonly Steps[];
  places: readonly Place[];
  position: Position;
}

export function Viewer({ card, series, places, position }: ViewerProps) {
  const mode = images.mode.value;
  const pair = pairOf(series, position);
  const ref = useRef<HTMLDivElement>(null);
  // What was clicked is gone; the keys are to go on.
  useLayoutEffect(() => ref.current?.closest<HTMLElement>("[data-card]")?.focus({ preventScroll: true }), []);
  return (
    <div ref={ref} class="image-viewer">
      <div class="image-viewer-bar">
        <Segmented label="What is shown" options={modes} value={mode} onChange={show} />
        {mode !== "grid" && pair && <Choice series={series} pair={pair} both={mode !== "one"} />}
        {mode === "difference" && <DifferenceForm />}
        <ZoomButtons card={card} />
      </div>
      {mode === "grid" || !pair ? (
        <Grid card={card} places={places} position={position} columns={1} full={true} />
      ) : (
        <Stage card={card} pair={pair} position={position} />
      )}
    </div>
  );
}

function Choice({ series, pair, both }: { series: readonly Steps[]; pair: Pair; both: boolean }) {
  const of = lately(pair.first.steps)?.items.length ?? 1;
  return (
    <>
      <RunChoice label={both ? "First run" : "Run"} series={series} target={pair.first} of={images.first} />
      {of > 1 && (
        <label class="ctl">
          image
          <select
            value={pair.first.item}
            onChange={(event) => (images.item.value = Number(event.currentTarget.value))}
          >
            {Array.from({ length: of }, (_, i) => (
              <option key={i} value={i}>{`${count(i + 1)} of ${count(of)}`}</option>
            ))}
          </select>
        </label>
      )}
      {both && (
        <>
          <RunChoice label="with run" series={series} target={pair.second} of={images.second} />
          <StepChoice pair={pair} />
        </>
      )}
    </>
  );
}

function RunChoice(props: {
  label: string;
  series: readonly Steps[];
  target: Target;
  of: { value: string };
}) {
  return (
    <label class="ctl">
      {props.label}
      <select
        value={props.target.steps.run}
        onChange={(event) => (props.of.value = event.currentTarget.value)}
      >
        {props.series.map(({ run }) => (
          <option key={run} value={run}>
            {aliasOf(run) || run}
          </option>
        ))}
      </select>
    </label>
  );
}

/** At which step the second image is: it can be held while the first one goes on. */
function StepChoice({ pair: { first, second, otherStep } }: { pair: Pair }) {
  const held = typeof otherStep === "number" ? otherStep : stepOf(first);
  return (
    <label class="ctl">
      at
      <select
        value={String(otherStep)}
        aria-label="Step of the second image"
        title={`The second image is of step ${step(stepOf(second))}`}
        onChange={(event) => {
          const { value } = event.currentTarget;
          images.otherStep.value = (Number.isFinite(Number(value)) ? Number(value) : value) as OtherStep;
        }}
      >
        <option value="same">the same step</option>
        <option value="before">the step before</option>
        <option value="first">the first step</option>
        <option value={String(held)}>{`step ${step(held)}, held`}</option>
      </select>
    </label>
  );
}

const gains = [1, 2, 4, 8, 16, 32];

function DifferenceForm() {
  return (
    <>
      <label class="ctl">
        times
        <select
          value={images.gain.value}
          onChange={(event) => (images.gain.value = Number(event.currentTarget.value))}
        >
          {gains.map((gain) => (
            <option key={gain} value={gain}>
              {gain}
            </option>
          ))}
        </select>
      </label>
      <label
        class="ctl"
        title="Grey where the images are equal, lighter where the first is, darker where the second is"
      >
        <input
          type="checkbox"
          checked={images.signed.value}
          onChange={(event) => (images.signed.value = event.currentTarget.checked)}
        />
        signed
      </label>
    </>
  );
}

/** As large as the card has room. */
function Stage({ card, pair, position }: { card: string; pair: Pair; position: Position }) {
  const ref = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => setBox({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const compared = images.mode.value !== "one";
  return (
    <div ref={ref} class="image-stage">
      {box && !compared && <One card={card} pair={pair} position={position} box={box} />}
      {box && compared && <Two card={card} pair={pair} position={position} box={box} />}
    </div>
  );
}

interface StageProps {
  card: string;
  pair: Pair;
  position: Position;
  box: Size;
}

function needOf(card: string, box: Size, exact: boolean) {
  return {
    width: Math.ceil(box.width * (window.devicePixelRatio || 1)),
    scale: exact ? Number.POSITIVE_INFINITY : (zoomOf(card)?.scale ?? null),
    play: !exact && imageSettings.play.value === "on",
  };
}

function labelOf(target: Target): string {
  return `${target.steps.run}, step ${step(stepOf(target))}`;
}

function One({ card, pair: { first }, position, box }: StageProps) {
  const shown = useFrame(first, needOf(card, box, false), neighbours(first, position));
  return (
    <ImageBox card={card} shown={shown} box={box} label={labelOf(first)} wheel={true} onClick={() => {}} />
  );
}

function Two({ card, pair, position, box }: StageProps) {
  const mode = images.mode.value;
  const need = needOf(card, box, mode === "difference");
  const first = useFrame(pair.first, need, neighbours(pair.first, position));
  const second = useFrame(pair.second, need, []);
  const shown = {
    card,
    first,
    second,
    box,
    label: `${labelOf(pair.first)} and ${labelOf(pair.second)}`,
  };
  if (mode === "swipe") return <Swipe {...shown} />;
  return mode === "blink" ? <Blink {...shown} /> : <DifferenceView {...shown} />;
}
