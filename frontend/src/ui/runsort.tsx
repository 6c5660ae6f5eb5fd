/** What the runs panel is sorted by. */
import { useEffect } from "preact/hooks";
import { tagsByKind } from "../listing";
import { downwards, sortColumn } from "../order";
import { settings } from "../settings";
import { columnOf, hparams, tableTrouble, unnamed } from "../table";
import { view } from "../view";
import { PopoverButton } from "./popover";
import { Segmented } from "./segmented";

const orders = [
  ["name", "Name"],
  ["newest", "Newest first"],
  ["oldest", "Oldest first"],
] as const;
const facts = [
  ["duration", "Duration"],
  ["points", "Points"],
  ["steps", "Last step"],
] as const;
const measured = [
  ["last", "Last value of a tag"],
  ["min", "Minimum of a tag"],
  ["max", "Maximum of a tag"],
  ["mean", "Mean of a tag"],
  ["hp", "Hyper-parameter"],
] as const;
const directions = [
  ["", "Least first"],
  ["-", "Greatest first"],
] as const;

export function SortButton() {
  return (
    <PopoverButton icon="sort" label="Sort runs" marked={view.sort.value !== ""}>
      <SortFields />
    </PopoverButton>
  );
}

/** The kind of the present sort, one of the options above, and the tag or hyper-parameter with it. */
function present(): readonly [kind: string, name: string] {
  const id = sortColumn(view.sort.value);
  if (id === unnamed) return ["hp", ""];
  if (!id) return [settings.order.value, ""];
  const column = columnOf(id);
  const named = column !== null && ("tag" in column || "hparam" in column);
  return named ? [id.slice(0, id.indexOf(":")), id.slice(id.indexOf(":") + 1)] : [id, ""];
}

function namesFor(kind: string): readonly string[] {
  return (kind === "hp" ? hparams.value : tagsByKind.value.get("scalars")) ?? [];
}

/** Sorts by another kind; the tag stays where it was one. */
function choose(kind: string): void {
  const order = orders.find(([known]) => known === kind)?.[0];
  if (order) {
    settings.order.value = order;
    view.sort.value = "";
    return;
  }
  const [before, name] = present();
  const fits = (before === "hp") === (kind === "hp") && name;
  const sign = view.sort.value.startsWith("-") ? "-" : "";
  view.sort.value =
    sign +
    (measured.some(([known]) => known === kind) ? `${kind}:${fits || (namesFor(kind)[0] ?? "")}` : kind);
}

function SortFields() {
  const [kind, name] = present();
  const sort = view.sort.value;
  const isMeasured = measured.some(([known]) => known === kind);
  return (
    <>
      <label>
        Sort by
        <select aria-label="Sort by" value={kind} onChange={(event) => choose(event.currentTarget.value)}>
          {[orders, facts, measured].map((options) => (
            <optgroup
              key={options[0][0]}
              label={options === measured ? "A value" : options === facts ? "A fact" : "Usual"}
            >
              {options.map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {isMeasured && <NameField kind={kind} name={name} />}
      {sort && (
        <Segmented
          label="Direction"
          options={directions}
          value={downwards(sort) ? "-" : ""}
          onChange={(sign) => {
            view.sort.value = sign + sortColumn(sort);
          }}
        />
      )}
      {sort && tableTrouble.value && <p class="warn">{tableTrouble.value}</p>}
    </>
  );
}

function NameField({ kind, name }: { kind: string; name: string }) {
  const names = namesFor(kind);
  const first = kind === "hp" && !name ? names[0] : undefined;
  useEffect(() => {
    if (first !== undefined) view.sort.value = `${kind}:${first}`;
  }, [first]);
  if (kind === "hp" && !hparams.value) return <p class="quiet">…</p>;
  const label = kind === "hp" ? "Hyper-parameter" : "Tag";
  if (!names.length)
    return <p class="quiet">{kind === "hp" ? "No run has hyper-parameters." : "No run has scalars."}</p>;
  return (
    <label>
      {label}
      <select
        aria-label={label}
        value={name}
        onChange={(event) => {
          view.sort.value = `${downwards(view.sort.peek()) ? "-" : ""}${kind}:${event.currentTarget.value}`;
        }}
      >
        {names.map((tag) => (
          <option key={tag} value={tag}>
            {tag}
          </option>
        ))}
      </select>
    </label>
  );
}
