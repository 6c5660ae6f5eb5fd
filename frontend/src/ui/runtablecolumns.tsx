/** Which columns the runs table has. */
import { useState } from "preact/hooks";
import { tagsByKind } from "../listing";
import { count } from "../plot/formats";
import { type ColumnId, columnsShown, hparams, measures } from "../table";
import { view } from "../view";
import { PopoverButton } from "./popover";

const facts = [
  ["start", "Start"],
  ["duration", "Duration"],
  ["points", "Points"],
  ["steps", "Last step"],
  ["alias", "Alias"],
  ["note", "Note"],
] as const;

/** More names than this are found by typing a part of one. */
const mostListed = 100;

export function removeColumn(id: ColumnId): void {
  view.tableColumns.value = columnsShown.peek().filter((other) => other !== id);
}

function switchColumn(id: ColumnId): void {
  if (columnsShown.peek().includes(id)) removeColumn(id);
  else view.tableColumns.value = [...columnsShown.peek(), id];
}

export function ColumnsButton() {
  return (
    <PopoverButton icon="columns" label="Columns of the runs table">
      <Columns />
    </PopoverButton>
  );
}

function Columns() {
  const [part, setPart] = useState("");
  const fits = (name: string) => name.toLowerCase().includes(part.toLowerCase());
  const tags = (tagsByKind.value.get("scalars") ?? []).filter(fits);
  const given = (hparams.value ?? []).filter(fits);
  return (
    <div class="column-choice">
      <div class="field">
        <input
          type="text"
          aria-label="Find a tag or hyper-parameter"
          placeholder="Find a tag or hyper-parameter"
          spellcheck={false}
          autocomplete="off"
          value={part}
          onInput={(event) => setPart(event.currentTarget.value)}
        />
      </div>
      <div class="choices">
        <div class="facts">
          {facts.map(([id, text]) => (
            <Choice key={id} id={id} text={text} label={text} />
          ))}
        </div>
        {given.length > 0 && <h4>Hyper-parameters</h4>}
        <div class="facts">
          {given.slice(0, mostListed).map((name) => (
            <Choice key={name} id={`hp:${name}`} text={name} label={name} />
          ))}
        </div>
        {tags.length > 0 && <h4>Tags</h4>}
        {tags.slice(0, mostListed).map((tag) => (
          <div key={tag} class="tag-choice">
            <span title={tag}>{tag}</span>
            {measures.map((measure) => (
              <Choice key={measure} id={`${measure}:${tag}`} text={measure} label={`${measure} ${tag}`} />
            ))}
          </div>
        ))}
        {Math.max(tags.length, given.length) > mostListed && (
          <p class="quiet">{`The first ${count(mostListed)} are listed; type a part of a name for others.`}</p>
        )}
      </div>
    </div>
  );
}

function Choice({ id, text, label }: { id: ColumnId; text: string; label: string }) {
  return (
    <button
      type="button"
      class="chip"
      aria-label={`Column ${label}`}
      aria-pressed={columnsShown.value.includes(id)}
      onClick={() => switchColumn(id)}
    >
      {text}
    </button>
  );
}
