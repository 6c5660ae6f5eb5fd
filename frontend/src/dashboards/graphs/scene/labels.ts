/** Names as they fit: measured, cut in the middle where they are long, and free of what would break a line. */

export const sizes = { scope: 12, op: 11.5, small: 10.5, edge: 10, head: 12 };

const longest = 190;
const smallLongest = 118;
const cut = "…";

let pen: CanvasRenderingContext2D | null = null;
const widths = new Map<string, number>();

/** Width of a text at so many pixels. */
export function widthOf(text: string, size: number): number {
  const key = `${size}:${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  pen ??= document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
  pen.font = `${size}px ${fontFamily()}`;
  const width = pen.measureText(text).width;
  if (widths.size > 100_000) widths.clear();
  widths.set(key, width);
  return width;
}

let family = "";

export function fontFamily(): string {
  family ||= getComputedStyle(document.documentElement).getPropertyValue("--font").trim() || "sans-serif";
  return family;
}

const fits = new Map<string, string>();

/** A name at most `most` wide; what it begins and what it ends with are kept. */
export function fitted(name: string, size: number, most: number): string {
  const key = `${size}:${most}:${name}`;
  const known = fits.get(key);
  if (known !== undefined) return known;
  const text = shortened(visible(name), size, most);
  if (fits.size > 100_000) fits.clear();
  fits.set(key, text);
  return text;
}

function shortened(name: string, size: number, most: number): string {
  // What is far too long is not measured in full.
  const letters = [...name.slice(0, 4000)];
  if (letters.length < 400 && widthOf(name, size) <= most) return name;
  let [low, high] = [1, Math.min(letters.length, 200)];
  const at = (kept: number) => {
    const tail = Math.ceil(kept * 0.55);
    return letters.slice(0, kept - tail).join("") + cut + letters.slice(letters.length - tail).join("");
  };
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(at(middle), size) <= most) low = middle;
    else high = middle - 1;
  }
  return at(low);
}

/** Line breaks and other controls would be drawn as boxes, or turn the text around. */
function visible(name: string): string {
  return name.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "·") || "(no name)";
}

export function nodeLabel(label: string, size: number): string {
  return fitted(label, size, longest);
}

export function smallLabel(label: string): string {
  return fitted(label, sizes.small, smallLongest);
}
