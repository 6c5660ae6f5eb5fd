/** Draws one run's curve on a canvas, so that thinned rows give the same picture as every point would. */

import type { Column } from "../columns";
import { bottom, fillBetween, strokeSpikes } from "./between";
import type { Ink } from "./colours";
import { type Band, type Curve, lineOf, type Trace } from "./curve";

/** How data become pixels. NaN is what cannot be drawn: zero and below on a log axis. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** What drawing needs of a canvas; a picture file implements it too. */
export interface Pen
  extends Pick<
    CanvasRenderingContext2D,
    | "beginPath"
    | "moveTo"
    | "lineTo"
    | "closePath"
    | "arc"
    | "stroke"
    | "fill"
    | "lineWidth"
    | "globalAlpha"
    | "lineJoin"
  > {
  strokeStyle: CanvasRenderingContext2D["strokeStyle"];
  fillStyle: CanvasRenderingContext2D["fillStyle"];
  setLineDash(dash: Iterable<number>): void;
}

/** Widths in pixels: of the raw line, of the raw line behind a smoothed one, of the smoothed one. */
export interface Weight {
  readonly raw: number;
  readonly behind: number;
  readonly smooth: number;
}

const usual: Weight = { raw: 1.3, behind: 1, smooth: 1.6 };
export const heavy: Weight = { raw: 2, behind: 1.4, smooth: 2.4 };

/** For many curves: finer lines tell more apart, and a canvas strokes one pixel some ten times faster than more. */
const slim: Weight = { raw: 1, behind: 1, smooth: 1 };
const many = 24;

export function weightFor(curves: number): Weight {
  return curves > many ? slim : usual;
}

const faint = 0.2;
const triangle = 4;
const apart = 9;

const veil = 0.15;
const recessive = 0.28;

/** A trace in its place: points that stay behind have no marks, a band lies under its line. */
export function drawTrace(ctx: Pen, trace: Trace, frame: Frame, weight: Weight): void {
  const ink = trace.ink();
  if (trace.faint) drawFaint(ctx, trace.curve, frame, ink);
  else {
    for (const band of trace.under ?? []) drawBand(ctx, trace.curve, band, frame, ink);
    if (trace.curve.band) drawBand(ctx, trace.curve, trace.curve.band, frame, ink);
    drawCurve(ctx, trace.curve, frame, ink, weight);
  }
}

function drawFaint(ctx: Pen, curve: Curve, frame: Frame, ink: Ink): void {
  ctx.lineJoin = "bevel";
  ctx.strokeStyle = ctx.fillStyle = ink.colour;
  ctx.setLineDash(ink.dash);
  ctx.globalAlpha = recessive;
  ctx.lineWidth = 1;
  const lone = strokeRaw(ctx, curve, frame);
  ctx.setLineDash([]);
  for (const [x, y] of lone) dot(ctx, x, y, 1.7);
  ctx.globalAlpha = 1;
}

function drawBand(ctx: Pen, curve: Curve, { lower, upper }: Band, frame: Frame, ink: Ink): void {
  ctx.fillStyle = ink.colour;
  ctx.globalAlpha = veil;
  fillBetween(ctx, curve, lower, upper, frame, 0);
  ctx.globalAlpha = 1;
}

/** The raw line, faint where a smoothed one is drawn over it; then lone points and marks. */
function drawCurve(ctx: Pen, curve: Curve, frame: Frame, ink: Ink, weight: Weight): void {
  const smooth = curve.smoothed;
  ctx.lineJoin = "bevel";
  ctx.strokeStyle = ctx.fillStyle = ink.colour;
  ctx.setLineDash(smooth ? [] : ink.dash);
  ctx.globalAlpha = !smooth ? 1 : curve.last ? faint : veil;
  ctx.lineWidth = smooth ? weight.behind : weight.raw;
  const lone = strokeRaw(ctx, curve, frame);
  ctx.globalAlpha = 1;
  if (smooth) {
    ctx.setLineDash(ink.dash);
    ctx.lineWidth = weight.smooth;
    strokeLine(ctx, curve.x, smooth, frame);
  }
  ctx.setLineDash([]);
  for (const [x, y] of lone) dot(ctx, x, y, 0.7 + weight.raw);
  drawNonfinite(ctx, curve, frame);
  if (Number.isNaN(frame.y(0))) drawNotPositive(ctx, curve, frame);
}

/** Strokes the raw rows and returns the pixels of points that no line reaches. */
function strokeRaw(ctx: Pen, curve: Curve, frame: Frame): [number, number][] {
  const { x, first, last, min, max, rows, buckets } = curve;
  if (!first || !last) {
    fillBetween(ctx, curve, min, max, frame, 0.5);
    ctx.globalAlpha = faint;
    strokeSpikes(ctx, curve, frame);
    return [];
  }
  const lone: [number, number][] = [];
  let joined = false;
  let open: [number, number] | null = null;
  ctx.beginPath();
  for (let i = 0; i < rows; i++) {
    const px = frame.x(x[i] as number);
    if (Number.isNaN(px)) {
      if (open && !joined) lone.push(open);
      open = null;
      joined = false;
      continue;
    }
    const start = frame.y(first[i] as number);
    const end = buckets ? frame.y(last[i] as number) : start;
    const low = buckets ? bottom(frame, min[i] as number, max[i] as number) : start;
    const high = buckets ? frame.y(max[i] as number) : start;
    const joins = open !== null && !Number.isNaN(start);
    if (joins) ctx.lineTo(px, start);
    else if (open && !joined) lone.push(open);
    const stroked = buckets && low - high > 0.5;
    if (stroked) {
      ctx.moveTo(px, low);
      ctx.lineTo(px, high);
    }
    joined = joins || stroked;
    open = !Number.isNaN(end) ? [px, end] : null;
    if (open && (buckets || !joins)) ctx.moveTo(px, end);
    else if (!open && !joined && !Number.isNaN(high)) lone.push([px, high]);
  }
  if (open && !joined) lone.push(open);
  ctx.stroke();
  return lone;
}

function strokeLine(ctx: Pen, x: ArrayLike<number>, y: ArrayLike<number>, frame: Frame): void {
  ctx.beginPath();
  let open = false;
  for (let i = 0; i < x.length; i++) {
    const px = frame.x(x[i] as number);
    const py = frame.y(y[i] as number);
    if (Number.isNaN(px + py)) open = false;
    else if (open) ctx.lineTo(px, py);
    else {
      ctx.moveTo(px, py);
      open = true;
    }
  }
  ctx.stroke();
}

/** A triangle where a value is NaN (on the curve), +∞ (at the top) or −∞ (at the foot); never one on another. */
function drawNonfinite(ctx: Pen, curve: Curve, frame: Frame): void {
  if (!curve.nonfinite) return;
  const line = lineOf(curve);
  let level = frame.height - triangle - 1;
  let previous = Number.NEGATIVE_INFINITY;
  ctx.beginPath();
  for (let i = 0; i < curve.rows; i++) {
    const v = oddValue(curve, i);
    if (v !== null) {
      const px = frame.x(curve.x[i] as number);
      if (Number.isNaN(px)) continue;
      const py = Number.isNaN(v) ? level : v > 0 ? triangle + 1 : frame.height - triangle - 1;
      if (Math.abs(px - previous) >= apart) {
        mark(ctx, px, py, v === Number.NEGATIVE_INFINITY ? -1 : 1);
        previous = px;
      }
    }
    const y = frame.y(line[i] as number);
    if (!Number.isNaN(y)) level = y;
  }
  ctx.fill();
}

/** On a log axis: a tick at the foot where a value of zero or less had to be left out. */
function drawNotPositive(ctx: Pen, curve: Curve, frame: Frame): void {
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let i = 0; i < curve.rows; i++) {
    const x = frame.x(curve.x[i] as number);
    if (Number.isNaN(x) || !((curve.min[i] as number) <= 0)) continue;
    ctx.moveTo(x, frame.height - 5);
    ctx.lineTo(x, frame.height);
  }
  ctx.stroke();
}

/** A value of the row that is not finite, or null. */
function oddValue(curve: Curve, i: number): number | null {
  if (curve.nonfiniteAt ? !curve.nonfiniteAt[i] : Number.isFinite(curve.last?.[i])) return null;
  const last = curve.last?.[i] as number;
  const first = curve.first?.[i] as number;
  return !Number.isFinite(last) ? last : !Number.isFinite(first) ? first : Number.NaN;
}

function mark(ctx: Pen, x: number, y: number, up: number): void {
  ctx.moveTo(x, y - triangle * up);
  ctx.lineTo(x + triangle, y + (triangle - 1) * up);
  ctx.lineTo(x - triangle, y + (triangle - 1) * up);
  ctx.closePath();
}

function dot(ctx: Pen, x: number, y: number, radius: number): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fill();
}

/** How many of these numbers a log axis cannot show; of a bucket's minima each counts at least one point. */
export function countNotPositive(column: Column): number {
  let n = 0;
  for (let i = 0; i < column.length; i++) if ((column[i] as number) <= 0) n++;
  return n;
}
