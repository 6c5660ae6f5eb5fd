/** The colour of a run: by its place among the runs, the same on every tab and after every reload. */
import { computed } from "@preact/signals";
import { facts, runNames } from "../listing";
import { dark } from "../settings";
import { contrast, hexOf, oklchOf } from "./oklch";

export interface Ink {
  readonly colour: string;
  /** Canvas dash pattern in pixels; empty for a solid line. */
  readonly dash: readonly number[];
  /** Which of the dash patterns it is; 0 is solid. */
  readonly pattern: number;
}

const light12 =
  "#3553d1 #d9480f #2b8a3e #ae3ec9 #0b7285 #c2255c #946200 #5f3dc4 #1c7ed6 #e03131 #5f9c0e #495057".split(
    " ",
  );
const dark12 =
  "#7d95ff #ff8a4c #5cc27e #d68bf0 #3fb8cf #f56f9b #d9a441 #a58bff #5ab0f5 #ff7b7b #9fd356 #aeb4bb".split(
    " ",
  );
const cards = { light: "#ffffff", dark: "#181b1e" };

const dashes = [[], [7, 3], [2, 2.5], [8, 3, 2, 3]];

/** Steps away from the first twelve: degrees of hue, and lightness as a share of what contrast allows. */
const steps = [
  { turn: 0, lift: 0 },
  { turn: 16, lift: -0.1 },
  { turn: -14, lift: 0.07 },
];

function palette(base: readonly string[], card: string): string[] {
  const away = contrast(card, "#000000") > 10 ? -0.02 : 0.02;
  return steps.flatMap(({ turn, lift }) =>
    base.map((hex) => {
      if (turn === 0) return hex;
      const lch = oklchOf(hex);
      const stepped = { ...lch, lightness: lch.lightness + lift, hue: lch.hue + (turn * Math.PI) / 180 };
      while (contrast(hexOf(stepped), card) < 3) stepped.lightness += away;
      return hexOf(stepped);
    }),
  );
}

const palettes = { light: palette(light12, cards.light), dark: palette(dark12, cards.dark) };

export function inkAt(place: number, onDark: boolean): Ink {
  const colours = onDark ? palettes.dark : palettes.light;
  const pattern = Math.floor(place / colours.length) % dashes.length;
  return { colour: colours[place % colours.length] ?? "", dash: dashes[pattern] ?? [], pattern };
}

/**
 * Places once given stay for the session. Until the first load is complete the order of runs is not known,
 * so the places of that time are given again, oldest first, when it is; a later reload then finds the same.
 */
const places = new Map<string, number>();
let settled = false;

const loaded = computed(() => facts.value?.progress.done ?? false);

/** A new object whenever a run may have got a colour it did not have. */
export const placed = computed(() => {
  const names = runNames.value;
  if (loaded.value && !settled) {
    places.clear();
    settled = true;
  }
  for (const name of names) if (!places.has(name)) places.set(name, places.size);
  return { places };
});

/** The ink of a run under the present theme. */
export function inkOf(name: string): Ink {
  return inkAt(placed.value.places.get(name) ?? 0, dark.value);
}
