/** The bar above a timeline: which one, the search, how it is drawn, and what is done with it. */
import { closeOpened, openedIn, openedName } from "../../opened";
import { count } from "../../plot/formats";
import { IconButton } from "../../ui/icons";
import { PopoverButton } from "../../ui/popover";
import { Segmented } from "../../ui/segmented";
import { Share } from "../../ui/share";
import { listed, titleOf } from "./entries";
import { findTrouble, goToNext, hits, place } from "./finding";
import type { Picture } from "./picture";
import { told } from "./pictures";
import { Save } from "./save";
import { state } from "./state";
import { Strip } from "./strip";
import { Together } from "./together";

export function Bar() {
  const picture = told.value;
  return (
    <section class="bar timeline-bar" aria-label="Timeline controls">
      <Choice />
      <Together />
      <Find />
      {picture?.timeline.value && <Actions picture={picture} />}
      <Share />
    </section>
  );
}

function Choice() {
  const all = listed.value ?? [];
  const opened = openedIn("timeline");
  if (!all.length && !opened) return null;
  const now = opened && !state.id.value ? "" : (all.find(({ id }) => id === state.id.value) ?? all[0])?.id;
  return (
    <label class="ctl tl-choice">
      <span class="only-read">Timeline</span>
      <select
        aria-label="Timeline"
        value={now}
        onChange={(event) => {
          state.id.value = event.currentTarget.value;
          if (state.id.value) closeOpened();
        }}
      >
        {opened && <option value="">{`${openedName(opened)} (opened)`}</option>}
        {all.map((entry) => (
          <option key={entry.id} value={entry.id}>
            {titleOf(entry)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Find() {
  const found = hits.value;
  const picture = told.value;
  const length = picture?.timeline.value?.length;
  return (
    <search class="tl-find">
      <div class={findTrouble.value ? "field wrong" : "field"}>
        <input
          id="timeline-find"
          type="text"
          value={state.query.value}
          placeholder="Find slices"
          aria-label="Find slices by name"
          aria-invalid={findTrouble.value !== ""}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => {
            state.query.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") void goToNext(event.shiftKey ? -1 : 1);
            if (event.key === "Escape") state.query.value = "";
          }}
        />
        <button
          type="button"
          class={state.regex.value ? "tl-regex on" : "tl-regex"}
          aria-pressed={state.regex.value}
          title="Regular expression"
          onClick={() => {
            state.regex.value = !state.regex.peek();
          }}
        >
          .*
        </button>
      </div>
      {state.query.value && (
        <>
          <IconButton icon="up" label="Hit before (Shift Enter)" onClick={() => void goToNext(-1)} />
          <IconButton icon="down" label="Next hit (Enter)" onClick={() => void goToNext(1)} />
          <span class="tl-found" role="status">
            {findTrouble.value ? "" : found ? foundText(found.total) : "…"}
          </span>
          {found && found.total > 0 && picture && length && (
            <Strip histogram={found.histogram} picture={picture} length={length} />
          )}
        </>
      )}
      {findTrouble.value && (
        <p class="wrong-note" role="alert">
          {findTrouble.value}
        </p>
      )}
    </search>
  );
}

function foundText(total: number): string {
  if (!total) return "no hit";
  return place.value === null ? `${count(total)} hits` : `${count(place.value + 1)} of ${count(total)}`;
}

const colourings = [
  ["name", "Name"],
  ["category", "Category"],
] as const;

function Actions({ picture }: { picture: Picture }) {
  const scene = picture.scene;
  return (
    <div class="tl-actions">
      <PopoverButton
        icon="sliders"
        label="Colours, arrows and rows"
        marked={state.colourBy.value !== "name" || !state.flows.value || state.filter.value !== ""}
      >
        <div class="labelled">
          Colour by
          <Segmented
            label="Colour by"
            options={colourings}
            value={state.colourBy.value}
            onChange={(by) => {
              state.colourBy.value = by;
            }}
          />
        </div>
        <label class="tick">
          <input
            type="checkbox"
            checked={state.flows.value}
            onChange={(event) => {
              state.flows.value = event.currentTarget.checked;
            }}
          />
          Arrows of flows
        </label>
        <label>
          Only rows with
          <input
            type="text"
            value={state.filter.value}
            placeholder="part of a name"
            onInput={(event) => {
              state.filter.value = event.currentTarget.value;
            }}
          />
        </label>
        {state.hidden.value.size > 0 && (
          <button
            type="button"
            class="text-button"
            onClick={() => {
              state.hidden.value = new Set();
            }}
          >{`Show ${state.hidden.value.size} hidden`}</button>
        )}
      </PopoverButton>
      <IconButton icon="minus" label="Go away (S)" onClick={() => scene.value?.zoom(1 / 1.5)} />
      <IconButton icon="plus" label="Come closer (W)" onClick={() => scene.value?.zoom(1.5)} />
      <IconButton icon="full" label="Show all (0)" onClick={() => scene.value?.fit()} />
      <Save picture={picture} />
    </div>
  );
}
