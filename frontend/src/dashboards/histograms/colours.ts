/** Shades of a run's colour: by age, and by how many values a place of a heat map holds. */
import { hexOf, oklchOf } from "../../plot/oklch";

/** A colour between that of the card, 0, and another, 1. */
export function shade(card: string, colour: string, share: number): string {
  const [from, to] = [oklchOf(card), oklchOf(colour)];
  // The card's hue is no hue: it must not turn the colour.
  return hexOf({
    lightness: from.lightness + (to.lightness - from.lightness) * share,
    chroma: from.chroma + (to.chroma - from.chroma) * share,
    hue: to.hue,
  });
}

const shades = 64;

/** Bytes R, G, B of 64 shades, from the card's colour through the run's to one that stands out from it. */
export function ramp(card: string, colour: string): Uint8Array {
  const [from, middle] = [oklchOf(card), oklchOf(colour)];
  const deep = { ...middle, lightness: middle.lightness + (from.lightness > 0.5 ? -0.22 : 0.16) };
  const bend = 0.7;
  const bytes = new Uint8Array(3 * shades);
  for (let i = 0; i < shades; i++) {
    const share = i / (shades - 1);
    const hex =
      share < bend
        ? shade(card, colour, share / bend)
        : hexOf({
            ...middle,
            lightness: middle.lightness + (deep.lightness - middle.lightness) * ((share - bend) / (1 - bend)),
          });
    for (let part = 0; part < 3; part++)
      bytes[3 * i + part] = Number.parseInt(hex.slice(1 + 2 * part, 3 + 2 * part), 16);
  }
  return bytes;
}

/** The place of a share of the highest in a ramp: its root, so that what is thin can be seen. */
export function placeInRamp(share: number): number {
  return Math.round(Math.sqrt(Math.min(1, Math.max(0, share))) * (shades - 1));
}
