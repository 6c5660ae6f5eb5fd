/** Colours of style sheets as the graphics card takes them. */

/** Red, green and blue from 0 to 1, of #rgb or #rrggbb. */
export function partsOf(hex: string): [number, number, number] {
  const digits = hex.length === 4 ? hex.replace(/[^#]/g, "$&$&") : hex;
  const colour = Number.parseInt(digits.slice(1), 16);
  return [(colour >> 16) / 255, ((colour >> 8) & 255) / 255, (colour & 255) / 255];
}
