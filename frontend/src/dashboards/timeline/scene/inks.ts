/** Colours of slices: by name or category, the same in every session, calm enough for text upon them. */
import { contrast, hexOf } from "../../../plot/oklch";
import { dark } from "../../../settings";

export interface Ink {
  readonly fill: string;
  readonly text: string;
}

const hues = 30;
const tones = 3;

function inksOf(isDark: boolean): Ink[] {
  return Array.from({ length: hues * tones }, (_, i) => {
    const tone = Math.floor(i / hues);
    const lightness = isDark ? 0.42 + 0.05 * tone : 0.84 - 0.06 * tone;
    const fill = hexOf({ lightness, chroma: isDark ? 0.085 : 0.075, hue: ((i % hues) / hues) * 2 * Math.PI });
    const text = contrast(fill, "#ffffff") > contrast(fill, "#16181a") ? "#ffffff" : "#16181a";
    return { fill, text };
  });
}

const themes = new Map<boolean, Ink[]>();
const placeOf = new Map<string, number>();

/** Names of one family, such as aten::add and aten::add_, are not meant to look alike: what differs is told apart. */
function hashed(text: string): number {
  let code = 2166136261;
  for (let i = 0; i < text.length; i++) code = Math.imul(code ^ text.charCodeAt(i), 16777619);
  return ((code ^ (code >>> 15)) >>> 0) % (hues * tones);
}

export function inkOf(text: string): Ink {
  const isDark = dark.value;
  let inks = themes.get(isDark);
  if (!inks) {
    inks = inksOf(isDark);
    themes.set(isDark, inks);
  }
  let place = placeOf.get(text);
  if (place === undefined) {
    place = hashed(text);
    placeOf.set(text, place);
  }
  return inks[place] as Ink;
}
