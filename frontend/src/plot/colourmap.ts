/** Colour maps for numbers: from 0 to 1 through evenly spaced stops. */

export type ColourMap = "viridis" | "grey" | "diverging";

// Stops of the maps that Matplotlib calls viridis (CC0) and RdBu (ColorBrewer).
const stops: Record<ColourMap, string> = {
  viridis:
    "440154 48186a 472d7b 424086 3b528b 33638d 2c728e 26828e 21918c 1fa088 28ae80 3fbc73 5ec962 84d44b addc30 d8e219 fde725",
  grey: "000000 ffffff",
  diverging:
    "053061 175290 2a71b2 3f8ec0 6bacd1 9bc9e0 c2ddec e0ecf3 f7f6f6 fbe5d8 fbccb4 f5aa89 e48066 d05548 ba2832 930e26 67001f",
};

const size = 256;
const tables = new Map<ColourMap, Uint8Array>();

/** 256 colours, red, green and blue of each. */
export function colourTable(map: ColourMap): Uint8Array {
  let table = tables.get(map);
  if (!table) {
    const points = stops[map].split(" ").map((hex) => Number.parseInt(hex, 16));
    const part = (colour: number, channel: number) => (colour >> (16 - 8 * channel)) & 255;
    table = new Uint8Array(3 * size);
    for (let i = 0; i < size; i++) {
      const place = (i / (size - 1)) * (points.length - 1);
      const at = Math.min(Math.floor(place), points.length - 2);
      const [from, to] = [points[at] as number, points[at + 1] as number];
      for (let channel = 0; channel < 3; channel++) {
        const share = (place - at) * (part(to, channel) - part(from, channel));
        table[3 * i + channel] = Math.round(part(from, channel) + share);
      }
    }
    tables.set(map, table);
  }
  return table;
}

/** Numbers as pixels, red, green, blue and opacity of each: the least is the map's first colour; what is not finite is clear. */
export function pixelsOf(
  numbers: ArrayLike<number>,
  map: ColourMap,
  range?: readonly [number, number],
): Uint8ClampedArray {
  const table = colourTable(map);
  const [least, greatest] = range ?? rangeOf(numbers);
  const pixels = new Uint8ClampedArray(4 * numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    if (!Number.isFinite(number)) continue;
    // Halves, so that a range of the whole of the doubles does not overflow.
    const share = greatest > least ? (number / 2 - least / 2) / (greatest / 2 - least / 2) : 0.5;
    const at = 3 * Math.round(Math.min(1, Math.max(0, share)) * (size - 1));
    pixels.set(table.subarray(at, at + 3), 4 * i);
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

/** The least and the greatest finite number; [NaN, NaN] if there is none. */
export function rangeOf(numbers: ArrayLike<number>): [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    if (!Number.isFinite(number)) continue;
    if (number < least) least = number;
    if (number > greatest) greatest = number;
  }
  return least <= greatest ? [least, greatest] : [Number.NaN, Number.NaN];
}
