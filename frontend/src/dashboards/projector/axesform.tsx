/** Own axes: each leads from the middle of the points that one search finds to the middle of those of another. */

import { things } from "../../plot/formats";
import { Tick, useDraft } from "./fields";
import { columns } from "./labels";
import { countOf } from "./searching";
import { type AxesWish, projector } from "./state";

const ends = [
  ["left", "Left"],
  ["right", "Right"],
  ["up", "Up"],
  ["down", "Down"],
] as const;

export function AxesForm() {
  const wish = projector.axes.value;
  const known = columns.value;
  if (!known.length)
    return (
      <p class="quiet">
        The ends of own axes are found by what is said about the points, and nothing is said about these.
      </p>
    );
  const set = (more: Partial<AxesWish>) => {
    projector.axes.value = { ...wish, ...more };
  };
  return (
    <>
      <label class="pj-choice">
        <span>Search in</span>
        <select
          aria-label="Search in"
          value={wish.column || known[0]?.name}
          onChange={(event) => set({ column: event.currentTarget.value })}
        >
          {known.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {ends.map(([end, title]) => (
        <End key={end} title={title} text={wish[end]} onChange={(text) => set({ [end]: text })} />
      ))}
      <Tick label="Regular expressions" checked={wish.regex} onChange={(regex) => set({ regex })} />
    </>
  );
}

function End({ title, text, onChange }: { title: string; text: string; onChange: (text: string) => void }) {
  const { column, regex } = projector.axes.value;
  const typing = useDraft(text, onChange);
  const found = text ? countOf(text, regex, column || columns.value[0]?.name || "") : null;
  return (
    <label class="pj-choice">
      <span>{title}</span>
      <span class="pj-end">
        <input type="text" spellcheck={false} aria-label={title} {...typing} />
        {found !== null && <small class={found ? "quiet" : "warn"}>{things(found, "point")}</small>}
      </span>
    </label>
  );
}
