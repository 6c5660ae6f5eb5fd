/** Colours that are told apart by most eyes and stand out from both themes' cards. */
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

const rest = { light: "#868e96", dark: "#7d858c" };

/** The ink for a place; `part` asks for a dash of its own. */
export function inkAt(place: number, onDark: boolean, part?: number): Ink {
  const colours = onDark ? palettes.dark : palettes.light;
  const pattern = (part ?? Math.floor(place / colours.length)) % dashes.length;
  return { colour: colours[place % colours.length] ?? "", dash: dashes[pattern] ?? [], pattern };
}

/** For runs that a colouring says nothing about. */
export function restInk(onDark: boolean): Ink {
  return { colour: onDark ? rest.dark : rest.light, dash: [], pattern: 0 };
}

/** The colours offered for a run, under the present theme. */
export function offered(onDark: boolean): readonly string[] {
  return onDark ? dark12 : light12;
}

/** A colour that somebody chose, as the present theme needs it: one of ours has a partner, another is moved until it stands out. */
export function legible(hex: string, onDark: boolean): string {
  const [from, to] = onDark ? [palettes.light, palettes.dark] : [palettes.dark, palettes.light];
  const partner = to[from.indexOf(hex.toLowerCase())];
  if (partner) return partner;
  const card = onDark ? cards.dark : cards.light;
  const lch = oklchOf(hex);
  while (contrast(hexOf(lch), card) < 3) lch.lightness += onDark ? 0.02 : -0.02;
  return hexOf(lch);
}
