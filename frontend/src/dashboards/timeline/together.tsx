/** Other timelines beneath the one that is shown, and what aligns them. */
import { PopoverButton } from "../../ui/popover";
import { Segmented } from "../../ui/segmented";
import { listed, titleOf } from "./entries";
import { clocksAgree } from "./pictures";
import { most, toggleOther, wanted } from "./shown";
import { state } from "./state";

const alignments = [
  ["start", "Their start"],
  ["clock", "The clock"],
] as const;

export function Together() {
  const [first, ...others] = wanted.value;
  const rest = (listed.value ?? []).filter(({ id }) => id !== first?.id);
  if (!first || !rest.length) return null;
  const full = others.length + 1 >= most;
  return (
    <PopoverButton icon="compare" label="Others beneath it" marked={others.length > 0}>
      <p class="quiet">Steps or workers, one above the other. They share one stretch of time.</p>
      <div class="tl-together">
        {rest.map((entry) => {
          const on = others.some(({ id }) => id === entry.id);
          return (
            <label key={entry.id} class="tick">
              <input
                type="checkbox"
                checked={on}
                disabled={full && !on}
                onChange={() => toggleOther(entry.id)}
              />
              {titleOf(entry)}
            </label>
          );
        })}
      </div>
      {full && <p class="quiet">{`${most} can be shown at once.`}</p>}
      {others.length > 0 && <Aligned />}
    </PopoverButton>
  );
}

function Aligned() {
  if (!clocksAgree.value)
    return (
      <p class="quiet">
        Aligned by where each begins: by the clock they are more than an hour apart, or still being read.
      </p>
    );
  return (
    <div class="labelled">
      Aligned by
      <Segmented
        label="Aligned by"
        options={alignments}
        value={state.align.value}
        onChange={(align) => {
          state.align.value = align;
        }}
      />
    </div>
  );
}
