/** The colour of a run: by its place among the runs, the same on every tab and after every reload. */
import { computed } from "@preact/signals";
import { colouring, colourKey, groupKey, roleOf } from "../grouping";
import { chosenColours } from "../house";
import { facts, runNames } from "../listing";
import { dark } from "../settings";
import { view } from "../view";
import { type Ink, inkAt, legible, restInk } from "./palette";

export type { Ink };

/** One numbering of keys: places once given stay for the session. */
type Places = Map<string, number>;

/**
 * Until the first load is complete the order of runs is not known, so the places of that time are given again,
 * oldest first, when it is; a later reload then finds the same.
 */
const numberings = new Map<string, Places>();
let settled = false;

const loaded = computed(() => facts.value?.progress.done ?? false);

function numbered(choice: string, keys: Iterable<string | null>): Places {
  const places = numberings.get(choice) ?? new Map();
  numberings.set(choice, places);
  for (const key of keys) if (key !== null && !places.has(key)) places.set(key, places.size);
  return places;
}

/** What a run takes its hue from; null for one that belongs nowhere. */
const hueOf = computed<(run: string) => string | null>(
  () => colourKey.value ?? (view.paired.value ? (run) => roleOf(run).parent : (run) => run),
);

/** What the hues are numbered by; while a colouring has nothing to go by yet, the runs. */
const numberedBy = computed(() => (colourKey.value ? colouring.value : view.paired.value ? "pairs" : "runs"));

/** A new object whenever a run may have got a colour it did not have. */
export const placed = computed(() => {
  const names = runNames.value;
  if (loaded.value && !settled) {
    numberings.clear();
    settled = true;
  }
  const hue = hueOf.value;
  const chosen = colourKey.value ? new Map<string, string>() : chosenColours.value;
  return { places: numbered(numberedBy.value, names.map(hue)), hue, chosen };
});

const groupPlaces = computed(() => {
  // Numberings may begin anew there.
  placed.value;
  const key = groupKey.value;
  return numbered(view.groupBy.value, key ? runNames.value.map(key) : []);
});

/** The ink of a run under the present theme. */
export function inkOf(name: string): Ink {
  const { places, hue, chosen } = placed.value;
  const key = hue(name);
  const own = chosen.get(name);
  const ink = key === null ? restInk(dark.value) : inkAt(places.get(key) ?? 0, dark.value);
  const line = view.paired.value ? inkAt(0, dark.value, roleOf(name).part) : ink;
  return { colour: own ? legible(own, dark.value) : ink.colour, dash: line.dash, pattern: line.pattern };
}

/** The line of a group; `key` is its name, and after a NUL the part of a training that its runs are. */
export function groupInk(key: string): Pick<Ink, "colour" | "dash"> {
  const [name = "", part] = key.split("\0");
  const { colour, dash } = inkAt(
    groupPlaces.value.get(name) ?? 0,
    dark.value,
    part ? Number(part) : undefined,
  );
  return { colour, dash };
}

/** Whether a run's line is dashed: a test beside its training, or one of very many runs. */
export function dashed(name: string): boolean {
  return inkOf(name).dash.length > 0;
}
