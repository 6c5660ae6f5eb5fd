/** Draws what is seen of a timeline. */
import type { Flows, Instants, Steps } from "../request";
import { barHeight, type Drawing, rulerHeight, xOf } from "./drawing";
import { shadow, slices } from "./paintslices";
import { lineHeight, lineTop, type Placed, tickHeight } from "./rows";
import { ticksOf, tickText, timeText } from "./stretch";

export function paint(drawing: Drawing): void {
  const { context, width, height, theme } = drawing;
  context.fillStyle = theme.card;
  context.fillRect(0, 0, width, height);
  grid(drawing);
  context.save();
  context.beginPath();
  context.rect(0, rulerHeight, width, height - rulerHeight);
  context.clip();
  for (const placed of drawing.rows) row(drawing, placed);
  if (drawing.seen?.flows) arrows(drawing, drawing.seen.flows);
  context.restore();
  ruler(drawing);
  overlays(drawing);
}

function grid(drawing: Drawing): void {
  const { context, height, theme, view, width } = drawing;
  context.fillStyle = theme.grid;
  for (const at of ticksOf(view, ((view.to - view.from) * 110) / width).at)
    context.fillRect(Math.round(xOf(drawing, at)), rulerHeight, 1, height - rulerHeight);
}

function ruler(drawing: Drawing): void {
  const { context, theme, view, width } = drawing;
  const { step, at } = ticksOf(view, ((view.to - view.from) * 110) / width);
  const reach = Math.max(Math.abs(view.from), Math.abs(view.to));
  context.fillStyle = theme.card;
  context.fillRect(0, 0, width, rulerHeight);
  context.font = theme.font;
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const tick of at) {
    const x = Math.round(xOf(drawing, tick));
    context.fillStyle = theme.line;
    context.fillRect(x, rulerHeight - 8, 1, 8);
    context.fillStyle = theme.label;
    context.fillText(tickText(tick, step, reach), x + 4, rulerHeight / 2 - 2);
  }
  context.fillStyle = theme.line;
  context.fillRect(0, rulerHeight - 1, width, 1);
}

function row(drawing: Drawing, { row, top, height }: Placed): void {
  const { context, seen, theme, width } = drawing;
  const y = rulerHeight + top - drawing.scroll;
  if (row.kind === "process") {
    context.fillStyle = theme.grid;
    context.fillRect(0, y, width, height);
    return;
  }
  context.fillStyle = theme.grid;
  context.fillRect(0, y + height - 1, width, 1);
  if (row.kind === "counter") {
    const steps = seen?.counters.get(row.counter.number);
    if (steps) area(drawing, steps, row.counter, y, height);
    return;
  }
  const found = seen?.tracks.get(row.track.number);
  if (!found) return;
  if (row.folded) {
    shadow(drawing, found.slices, y, height);
    return;
  }
  slices(drawing, found.slices, y + lineTop(row, 0), row.track.number);
  ticks(drawing, found.instants, y);
}

function ticks(drawing: Drawing, { rows, time, merged }: Instants, y: number): void {
  const { context, theme } = drawing;
  context.fillStyle = theme.accent;
  for (let i = 0; i < rows; i++) {
    const x = xOf(drawing, time[i] as number);
    context.globalAlpha = (merged[i] as number) > 1 ? 1 : 0.75;
    context.beginPath();
    context.moveTo(x - 3, y + 1);
    context.lineTo(x + 3, y + 1);
    context.lineTo(x, y + tickHeight - 1);
    context.fill();
  }
  context.globalAlpha = 1;
}

function area(
  drawing: Drawing,
  { rows, time, low, high, last }: Steps,
  { least, greatest }: { readonly least: number; readonly greatest: number },
  y: number,
  height: number,
): void {
  const { context, theme, width } = drawing;
  const floor = Math.min(0, least);
  const scale = (height - 8) / (greatest - floor || 1);
  const place = (value: number) => y + height - 4 - (value - floor) * scale;
  const ground = place(0);
  for (let i = 0; i < rows; i++) {
    const left = xOf(drawing, time[i] as number);
    const right = i + 1 < rows ? xOf(drawing, time[i + 1] as number) : width;
    if (right < 0) continue;
    context.fillStyle = theme.accent;
    context.globalAlpha = 0.22;
    context.fillRect(left, place(last[i] as number), right - left, ground - place(last[i] as number));
    context.globalAlpha = 1;
    context.fillRect(left, place(last[i] as number) - 0.5, Math.max(1, right - left), 1);
    const top = place(high[i] as number);
    context.fillRect(left, top, 1, Math.max(1, place(low[i] as number) - top));
  }
}

function arrows(drawing: Drawing, flows: Flows): void {
  const { context, rows, scroll, theme } = drawing;
  const tops = new Map(
    rows.flatMap(({ row, top }) =>
      row.kind === "track" && !row.folded ? [[row.track.number, { row, top }] as const] : [],
    ),
  );
  context.strokeStyle = theme.accent;
  context.fillStyle = theme.accent;
  context.lineWidth = 1;
  for (let i = 0; i < flows.rows; i++) {
    const from = tops.get(flows.from_track[i] as number);
    const to = tops.get(flows.to_track[i] as number);
    if (!from || !to) continue;
    const x1 = xOf(drawing, flows.from_time[i] as number);
    const x2 = xOf(drawing, flows.to_time[i] as number);
    const half = barHeight / 2;
    const y1 = rulerHeight + from.top - scroll + lineTop(from.row, flows.from_line[i] as number) + half;
    const y2 = rulerHeight + to.top - scroll + lineTop(to.row, flows.to_line[i] as number) + half;
    // Along one line an arrow would strike through the names.
    const lift = y1 === y2 ? -lineHeight : 0;
    const bend = Math.max(12, Math.min(80, Math.abs(x2 - x1) / 2));
    context.globalAlpha = 0.55;
    context.beginPath();
    context.moveTo(x1, y1);
    context.bezierCurveTo(x1 + bend, y1 + lift, x2 - bend, y2 + lift, x2, y2);
    context.stroke();
    context.beginPath();
    context.moveTo(x2, y2);
    context.lineTo(x2 - 6, y2 - 3);
    context.lineTo(x2 - 6, y2 + 3);
    context.fill();
  }
  context.globalAlpha = 1;
}

function overlays(drawing: Drawing): void {
  const { context, height, marks, range, theme } = drawing;
  if (range) {
    const left = xOf(drawing, range.from);
    const right = xOf(drawing, range.to);
    context.fillStyle = theme.accent;
    context.globalAlpha = 0.12;
    context.fillRect(left, rulerHeight, right - left, height - rulerHeight);
    context.globalAlpha = 1;
    context.fillRect(left, 0, 1, height);
    context.fillRect(right, 0, 1, height);
    label(drawing, timeText(range.to - range.from), (left + right) / 2);
  }
  for (const mark of marks) {
    const x = Math.round(xOf(drawing, mark));
    context.fillStyle = theme.text;
    context.fillRect(x, 0, 1, height);
    label(drawing, timeText(mark, 7), x);
  }
  if (drawing.cursor !== null) {
    context.fillStyle = theme.label;
    context.globalAlpha = 0.6;
    context.fillRect(Math.round(xOf(drawing, drawing.cursor)), rulerHeight, 1, height - rulerHeight);
    context.globalAlpha = 1;
  }
}

function label({ context, theme, width }: Drawing, text: string, x: number): void {
  context.font = theme.font;
  const room = context.measureText(text).width + 10;
  const left = Math.min(Math.max(x - room / 2, 0), width - room);
  context.fillStyle = theme.text;
  context.fillRect(left, 4, room, rulerHeight - 9);
  context.fillStyle = theme.card;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(text, left + 5, rulerHeight / 2);
}
