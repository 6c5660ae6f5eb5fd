/** Draws the slices of a track. */
import type { Slices } from "../request";
import { barHeight, type Drawing, xOf } from "./drawing";
import { type Ink, inkOf } from "./inks";
import { lineHeight } from "./rows";

const narrowest = 1;
const textRoom = 28;

/** A folded track: where anything runs. */
export function shadow(
  drawing: Drawing,
  { rows, start, end, line }: Slices,
  y: number,
  height: number,
): void {
  drawing.context.fillStyle = drawing.theme.label;
  for (let i = 0; i < rows; i++) {
    if (line[i] !== 0) continue;
    const x = xOf(drawing, start[i] as number);
    const right = xOf(drawing, end[i] as number);
    drawing.context.fillRect(x, y + 5, Math.max(narrowest, right - x), height - 11);
  }
}

export function slices(drawing: Drawing, part: Slices, y: number, track: number): void {
  const { context, categories, colourBy, found, seen, view, width } = drawing;
  const names = seen?.names ?? {};
  const scale = width / (view.to - view.from);
  context.font = drawing.theme.font;
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (let i = 0; i < part.rows; i++) {
    const begin = ((part.start[i] as number) - view.from) * scale;
    const end = ((part.end[i] as number) - view.from) * scale;
    if (end < 0 || begin > width) continue;
    const left = Math.max(begin, -1);
    const right = Math.min(Math.max(end, begin + narrowest), width + 1);
    const name = part.name[i] as number;
    const text = names[name] ?? "";
    const ink = inkOf(colourBy === "category" ? (categories[part.category[i] as number] ?? "") : text);
    const top = y + (part.line[i] as number) * lineHeight;
    const faded = found !== null && !found.has(name);
    context.globalAlpha = faded ? 0.25 : (part.merged[i] as number) > 1 ? density(part, i) : 1;
    context.fillStyle = ink.fill;
    // Half a pixel of the ground between neighbours tells them apart.
    context.fillRect(left, top, right - left > 2 ? right - left - 0.5 : right - left, barHeight);
    context.globalAlpha = faded ? 0.4 : 1;
    if (right - left > textRoom && part.merged[i] === 1) write(context, text, left, right, top, ink);
  }
  context.globalAlpha = 1;
  if (drawing.spot?.track === track) outline(drawing, y);
}

/** How much of the time of merged slices they ran; never so faint that they are not seen. */
function density({ start, end, busy }: Slices, i: number): number {
  const span = (end[i] as number) - (start[i] as number);
  return span > 0 ? 0.35 + 0.65 * Math.min(1, (busy[i] as number) / span) : 1;
}

function write(
  context: CanvasRenderingContext2D,
  text: string,
  left: number,
  right: number,
  top: number,
  { text: ink }: Ink,
): void {
  const from = Math.max(left, 0) + 4;
  const room = right - from - 4;
  const cut = cutTo(context, text, room);
  if (!cut) return;
  context.fillStyle = ink;
  context.fillText(cut, from, top + barHeight / 2 + 0.5);
}

/** Widths of texts are asked for again and again. */
const widths = new Map<string, number>();

function widthOf(context: CanvasRenderingContext2D, text: string): number {
  let width = widths.get(text);
  if (width === undefined) {
    if (widths.size > 20_000) widths.clear();
    width = context.measureText(text).width;
    widths.set(text, width);
  }
  return width;
}

function cutTo(context: CanvasRenderingContext2D, text: string, room: number): string {
  const width = widthOf(context, text);
  if (width <= room) return text;
  const fits = Math.floor((text.length * room) / width) - 1;
  return fits < 3 ? "" : `${text.slice(0, fits)}…`;
}

function outline(drawing: Drawing, y: number): void {
  const { context, spot, theme } = drawing;
  if (!spot) return;
  const left = xOf(drawing, spot.start);
  const right = Math.max(xOf(drawing, spot.end), left + 2);
  context.strokeStyle = theme.text;
  context.lineWidth = 2;
  context.strokeRect(left, y + spot.line * lineHeight, right - left, barHeight);
}
