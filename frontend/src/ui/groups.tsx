/** What runs are grouped by, what their colours go by, and whether train and test are paired. */
import type { Signal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import type { Filter } from "../filter";
import { type Choice, choiceKind, choiceText, colourPattern, groupPattern } from "../grouping";
import { groups } from "../groups";
import { runNames } from "../listing";
import { things } from "../plot/formats";
import { hparams, tableTrouble, unnamed } from "../table";
import { view } from "../view";
import { PopoverButton } from "./popover";

const kinds = [
  ["dir", "Directory"],
  ["re", "Part of the name"],
  ["hp", "Hyper-parameter"],
] as const;

export function GroupButton() {
  const changed = view.groupBy.value !== "" || view.colourBy.value !== "" || view.paired.value;
  return (
    <PopoverButton icon="group" label="Group and colour runs" marked={changed}>
      <ChoiceFields
        title="Group by"
        none={[["", "Nothing"]]}
        choice={view.groupBy}
        filter={groupPattern.value}
      />
      <Told />
      <ChoiceFields
        title="Colour by"
        none={[
          ["", view.groupBy.value ? "The group" : "Each run"],
          ...(view.groupBy.value ? [["run", "Each run"] as const] : []),
        ]}
        choice={view.colourBy}
        filter={colourPattern.value}
      />
      <label class="tick">
        <input
          type="checkbox"
          checked={view.paired.value}
          onChange={(event) => {
            view.paired.value = event.currentTarget.checked;
          }}
        />
        Pair train and test: one colour, the test dashed
      </label>
    </PopoverButton>
  );
}

/** What came of the grouping. */
function Told() {
  const found = groups.value;
  if (!found) return null;
  const alone = found.filter(({ runs, name }) => runs.length === 1 && runs[0] === name).length;
  return (
    <p class="quiet" data-groups={found.length}>
      {`${things(found.length - alone, "group")} of the runs that are on`}
      {alone > 0 && `; ${things(alone, "run")} in none`}
    </p>
  );
}

/** Deepest level at which some run has a directory of its own. */
function levels(): number {
  return runNames.value.reduce((most, run) => Math.max(most, run.split("/").length - 1), 1);
}

const fresh: Record<string, () => Choice> = {
  dir: () => "dir:1",
  re: () => "re:",
  hp: () => `hp:${hparams.peek()?.[0] ?? ""}`,
};

function ChoiceFields(props: {
  title: string;
  none: readonly (readonly [value: string, text: string])[];
  choice: Signal<Choice>;
  filter: Filter;
}) {
  const { choice, title } = props;
  const kind = choiceKind(choice.value);
  const nothing = props.none.some(([value]) => value === choice.value) ? choice.value : "";
  return (
    <fieldset>
      <label>
        {title}
        <select
          aria-label={title}
          value={kind === "none" ? nothing : kind}
          onChange={(event) => {
            const value = event.currentTarget.value;
            choice.value = fresh[value]?.() ?? value;
          }}
        >
          {[...props.none, ...kinds].map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      {kind === "dir" && <Level choice={choice} title={title} />}
      {kind === "re" && <Pattern choice={choice} title={title} error={props.filter.error} />}
      {kind === "hp" && <Hparam choice={choice} title={title} />}
    </fieldset>
  );
}

interface FieldProps {
  choice: Signal<Choice>;
  title: string;
}

function Level({ choice, title }: FieldProps) {
  const most = Math.max(levels(), Number.parseInt(choiceText(choice.value), 10) || 1);
  return (
    <label>
      Levels of the path
      <select
        aria-label={`${title}: levels of the path`}
        value={choiceText(choice.value)}
        onChange={(event) => {
          choice.value = `dir:${event.currentTarget.value}`;
        }}
      >
        {Array.from({ length: most }, (_, i) => (
          <option key={i} value={i + 1}>
            {i + 1}
          </option>
        ))}
      </select>
    </label>
  );
}

function Pattern({ choice, title, error }: FieldProps & { error: string }) {
  const id = useId();
  return (
    <>
      <div class={error ? "field wrong" : "field"}>
        <input
          type="text"
          value={choiceText(choice.value)}
          placeholder="(.*)seed\d+ (regex; what is in brackets)"
          aria-label={`${title}: regular expression`}
          aria-invalid={error !== ""}
          aria-describedby={error ? id : undefined}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => {
            choice.value = `re:${event.currentTarget.value}`;
          }}
        />
      </div>
      {error && (
        <p class="wrong-note" id={id} role="alert">
          {error}
        </p>
      )}
    </>
  );
}

function Hparam({ choice, title }: FieldProps) {
  const names = hparams.value;
  useEffect(() => {
    if (names?.[0] !== undefined && choice.peek() === unnamed) choice.value = `hp:${names[0]}`;
  }, [names]);
  if (tableTrouble.value) return <p class="warn">{tableTrouble.value}</p>;
  if (!names) return <p class="quiet">…</p>;
  if (!names.length) return <p class="quiet">No run has hyper-parameters.</p>;
  return (
    <label>
      Name
      <select
        aria-label={`${title}: hyper-parameter`}
        value={choiceText(choice.value)}
        onChange={(event) => {
          choice.value = `hp:${event.currentTarget.value}`;
        }}
      >
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
