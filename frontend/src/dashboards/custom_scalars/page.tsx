/** The Custom scalars tab: a layout's charts in its categories, or the form that changes it. */
import { computed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Spec } from "../../charts/spec";
import { Section, Stage } from "../../charts/stage";
import { bringBack, chosenLayout, layoutsTrouble, ownLayouts, takenAway } from "../../layouts";
import { Message } from "../../ui/blank";
import { view } from "../../view";
import { Bar } from "./bar";
import { carriedTrouble, keepCarried } from "./carried";
import { Editor } from "./editor";
import "./custom_scalars.css";
import { keepMatches, matchesTrouble } from "./matches";
import { editing, ownShown, shown, startLayout } from "./shown";
import { excess, expressions, sections } from "./specs";

const pinned = computed<readonly Spec[]>(() => {
  const all = new Map(sections.value.flatMap(({ specs }) => specs.map((spec) => [spec.key, spec] as const)));
  return view.pins.value.flatMap((key) => all.get(key) ?? []);
});

export function CustomScalars() {
  useEffect(keepCarried, []);
  useEffect(() => keepMatches(expressions), []);
  useEffect(
    () => () => {
      takenAway.value = null;
    },
    [],
  );
  const own = ownLayouts.value.find(({ id }) => id === ownShown.value);
  useEffect(() => {
    // A layout of this browser goes along in the address.
    if (own && !chosenLayout.peek()) chosenLayout.value = `own:${own.id}`;
    if (!own) editing.value = false;
  }, [own?.id]);
  return (
    <>
      <Bar />
      <Sentences />
      {own && editing.value ? (
        <Stage>
          <Editor layout={own} />
        </Stage>
      ) : (
        <Shown />
      )}
    </>
  );
}

/** What is to be told before the charts. */
function Sentences() {
  const now = shown.value;
  const problems = now && typeof now === "object" ? now.problems : [];
  const troubles = [layoutsTrouble, carriedTrouble, matchesTrouble, excess].map(({ value }) => value);
  const all = [...problems, ...troubles].filter(Boolean);
  const gone = takenAway.value;
  if (!all.length && !gone) return null;
  return (
    <div class="layout-notes">
      {all.map((sentence) => (
        <p key={sentence} class="warn" role="alert">
          {sentence}
        </p>
      ))}
      {gone && (
        <p role="status">
          {`${gone.what} is gone. `}
          <button type="button" class="text-button" onClick={bringBack}>
            Undo
          </button>
        </p>
      )}
    </div>
  );
}

function Shown() {
  const now = shown.value;
  if (now === null) return carriedTrouble.value ? null : <Message title="Reading the layouts…" />;
  if (typeof now === "string") {
    return (
      <Message title="No layout to show">
        <p>{now}</p>
        <button type="button" class="primary" onClick={startLayout}>
          Make a layout
        </button>
      </Message>
    );
  }
  if (!sections.value.some(({ specs }) => specs.length)) {
    return (
      <Message title="This layout has no charts">
        <p>{ownShown.value ? "Press Edit to add some." : "It was logged without any."}</p>
      </Message>
    );
  }
  return (
    <Stage>
      <Section id="pinned:" title="Pinned" specs={pinned.value} />
      {sections.value.map(({ specs, ...section }) => (
        <Section
          key={section.id}
          {...section}
          specs={specs.filter(({ key }) => !view.pins.value.includes(key))}
        />
      ))}
    </Stage>
  );
}
