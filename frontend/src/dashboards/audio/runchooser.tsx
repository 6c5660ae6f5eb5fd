/** Whose sound is heard: a click, or up and down, and the same place of the other is heard at once. */
import { RunName, Swatch } from "../../ui/name";
import { setPlace } from "./state";

export function RunChooser({ card, runs, run }: { card: string; runs: readonly string[]; run: string }) {
  return (
    <div class="sound-runs" role="radiogroup" aria-label="Run that is heard">
      {runs.map((one) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio input cannot be drawn as a row without hiding it
        <button
          key={one}
          type="button"
          role="radio"
          title={one}
          data-sound-run={one}
          aria-checked={one === run}
          tabIndex={one === run ? 0 : -1}
          onClick={() => setPlace(card, { run: one })}
        >
          <Swatch run={one} />
          <RunName run={one} />
        </button>
      ))}
    </div>
  );
}
