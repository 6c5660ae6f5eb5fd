/** Points found by what is said about them. */
import { things } from "../../plot/formats";
import { IconButton } from "../../ui/icons";
import { isolate, select } from "./acts";
import { ColumnField } from "./fields";
import { columns, nameOf, textOf } from "./labels";
import { PointList } from "./pointlist";
import { hits } from "./searching";
import { Section } from "./section";
import { projector } from "./state";

export function SearchPanel() {
  if (!columns.value.length) return null;
  const query = projector.query.value;
  return (
    <Section name="search" title="Search">
      <Field />
      {columns.value.length > 1 && (
        <ColumnField
          label="In"
          none="any column"
          value={projector.queryColumn.value}
          onChange={(name) => {
            projector.queryColumn.value = name;
          }}
        />
      )}
      {query && <Found />}
    </Section>
  );
}

function Field() {
  const { query, regex } = projector;
  const { error } = hits.value;
  return (
    <>
      <div class={error ? "field wrong" : "field"}>
        <input
          type="text"
          value={query.value}
          placeholder={regex.value ? "Find points (regex)" : "Find points"}
          aria-label="Find points"
          aria-invalid={error !== ""}
          aria-describedby={error ? "point-search-error" : undefined}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => {
            query.value = event.currentTarget.value;
            // What is found stands out in place of the neighbours of a point.
            projector.point.value = null;
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && hits.peek().rows.length) select(hits.peek().rows, false);
            if (event.key !== "Escape" || !query.value) return;
            query.value = "";
            event.stopPropagation();
          }}
        />
        <IconButton
          icon={{ text: ".*" }}
          label="Regular expression"
          pressed={regex.value}
          onClick={() => {
            regex.value = !regex.value;
          }}
        />
        {query.value && (
          <IconButton
            icon="close"
            label="Clear the search"
            onClick={() => {
              query.value = "";
            }}
          />
        )}
      </div>
      {error && (
        <p class="wrong-note" id="point-search-error" role="alert">
          {error}
        </p>
      )}
    </>
  );
}

function Found() {
  const { rows, column, error } = hits.value;
  if (error) return null;
  if (!rows.length)
    return (
      <p class="quiet" role="status">
        No point has this.
      </p>
    );
  return (
    <>
      <div class="pj-row">
        <span role="status">{things(rows.length, "hit")}</span>
        <button type="button" class="text-button" onClick={() => select(rows, false)}>
          Select all
        </button>
        <button type="button" class="text-button" onClick={() => isolate(rows)}>
          Isolate
        </button>
      </div>
      <PointList
        label="Hits"
        rows={rows}
        name={(row) => (column ? textOf(column, row) : "") || nameOf(row)}
      />
    </>
  );
}
