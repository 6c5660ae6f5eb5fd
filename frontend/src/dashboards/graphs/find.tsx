/** The search in a graph: what is looked for where, how much was found, and the way from hit to hit. */
import { count } from "../../plot/formats";
import { IconButton } from "../../ui/icons";
import { PopoverButton } from "../../ui/popover";
import { finding, findTrouble, hitAt, hits, stepHit } from "./finding";
import { graphs, type SearchField } from "./state";

const fields: readonly (readonly [SearchField, string])[] = [
  ["any", "name or operation"],
  ["name", "name"],
  ["op", "operation"],
];

export function Find() {
  const asked = graphs.query.value.trim() !== "";
  return (
    <search class="graph-find">
      <Field asked={asked} />
      <PopoverButton
        icon="sliders"
        label="How nodes are searched"
        marked={graphs.regex.value || graphs.by.value !== "any"}
      >
        <label>
          Search in
          <select
            aria-label="Search in"
            value={graphs.by.value}
            onChange={(event) => (graphs.by.value = event.currentTarget.value as SearchField)}
          >
            {fields.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="tick">
          <input
            type="checkbox"
            checked={graphs.regex.value}
            onChange={(event) => (graphs.regex.value = event.currentTarget.checked)}
          />
          Regular expression
        </label>
      </PopoverButton>
      {findTrouble.value && asked && (
        <p class="wrong-note" role="alert">
          {findTrouble.value}
        </p>
      )}
    </search>
  );
}

function found(): string {
  const { total } = hits.value;
  if (finding.value) return "…";
  if (findTrouble.value) return "";
  if (!total) return "none";
  return hitAt.value < 0 ? count(total) : `${count(hitAt.value + 1)} of ${count(total)}`;
}

const label = "Search nodes";

function Field({ asked }: { asked: boolean }) {
  const { query } = graphs;
  return (
    <div class={findTrouble.value && query.value ? "field wrong" : "field"}>
      <input
        id="graph-search"
        type="text"
        value={query.value}
        placeholder={label}
        aria-label={label}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        maxLength={1000}
        onInput={(event) => {
          query.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") stepHit(event.shiftKey ? -1 : 1);
          if (event.key !== "Escape") return;
          if (query.value) query.value = "";
          else event.currentTarget.blur();
          event.stopPropagation();
        }}
      />
      {asked && (
        <>
          <span
            class="graph-found"
            role="status"
            title="found"
            data-hits={finding.value ? undefined : hits.value.total}
          >
            {found()}
          </span>
          <IconButton
            icon="up"
            label="Previous hit"
            disabled={!hits.value.total}
            onClick={() => stepHit(-1)}
          />
          <IconButton icon="down" label="Next hit" disabled={!hits.value.total} onClick={() => stepHit(1)} />
        </>
      )}
      {query.value ? (
        <IconButton icon="close" label={`Clear: ${label}`} onClick={() => (query.value = "")} />
      ) : (
        <kbd>s</kbd>
      )}
    </div>
  );
}
