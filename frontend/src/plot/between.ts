/** What lies between two bounds of a curve: a band, or what a curve among many leaves behind. */
import type { Column } from "../columns";
import type { Curve } from "./curve";
import type { Frame, Pen } from "./draw";

/** Pixels by which a row must stand out to be stroked. */
const spike = 12;

/** Fills between two bounds and some pixels beyond, piece by piece where one has no place on the axis; rows that lack one are passed over. */
export function fillBetween(
  ctx: Pen,
  { x, rows }: Curve,
  lower: Column,
  upper: Column,
  frame: Frame,
  room: number,
): void {
  let piece: [x: number, low: number, high: number][] = [];
  ctx.beginPath();
  const close = () => {
    if (piece.length === 1) piece = [-1, 1].flatMap((by) => piece.map(([px, ...ends]) => [px + by, ...ends]));
    piece.forEach(([px, , high], i) => {
      if (i) ctx.lineTo(px, high - room);
      else ctx.moveTo(px, high - room);
    });
    if (piece.length) {
      for (const [px, low] of piece.reverse()) ctx.lineTo(px, low + room);
      ctx.closePath();
    }
    piece = [];
  };
  for (let i = 0; i < rows; i++) {
    if (Number.isNaN((lower[i] as number) + (upper[i] as number))) continue;
    const px = frame.x(x[i] as number);
    const high = frame.y(upper[i] as number);
    const low = bottom(frame, lower[i] as number, upper[i] as number);
    if (Number.isNaN(px + high + low)) close();
    else piece.push([px, low, high]);
  }
  close();
  ctx.fill();
}

/** A row that stands out from both its neighbours is a triangle when filled, whose tip nobody sees: strokes go up to it. */
export function strokeSpikes(ctx: Pen, { x, min, max, rows }: Curve, frame: Frame): void {
  const ends = [max, min] as const;
  ctx.beginPath();
  ends.forEach((column, side) => {
    const up = side === 0 ? 1 : -1;
    const y = (i: number) => up * frame.y(column[i] as number);
    for (let i = 0; i < rows; i++) {
      const tip = y(i);
      const foot = Math.min(
        i ? y(i - 1) : Number.POSITIVE_INFINITY,
        i + 1 < rows ? y(i + 1) : Number.POSITIVE_INFINITY,
      );
      if (!(foot - tip > spike) || foot === Number.POSITIVE_INFINITY) continue;
      const px = frame.x(x[i] as number);
      ctx.moveTo(px, up * tip);
      ctx.lineTo(px, up * foot);
    }
  });
  ctx.stroke();
}

/** The lower end of a stroke; where the minimum cannot be drawn on a log axis, the foot of the chart. */
export function bottom(frame: Frame, min: number, max: number): number {
  const y = frame.y(min);
  return Number.isNaN(y) && max > 0 ? frame.height : y;
}
