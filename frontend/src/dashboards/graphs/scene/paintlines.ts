/** Draws edges: as wide as what they carry, broken where they only say what comes first. */
import { sizes, widthOf } from "./labels";
import type { Look, Window } from "./paint";
import type { Pen, Stroke } from "./pens";
import type { Line } from "./picture";

/** Shapes are written on edges from this scale on. */
export const labelsFrom = 0.8;
const tipsFrom = 0.28;
/** Edges that pass so many pixels behind everything, without a lane of their own, are drawn faintly. */
const farAway = 200;

export function paintLine(pen: Pen, line: Line, look: Look, window: Window, lit: boolean): void {
  const { inks } = look;
  const colour = lit ? inks.accent : inks.edge;
  const hair = 1 / window.scale;
  const width = Math.max(line.width + (lit ? 0.6 : 0), hair * (lit ? 1.4 : 0.7));
  const dash = line.control ? [4, 3] : [];
  const { runs } = line;
  const faint = runs.length === 6 && Math.abs((runs[4] as number) - (runs[2] as number)) > farAway;
  const stroke: Stroke = {
    colour,
    width,
    dash,
    alpha: faint && !lit ? 0.35 : line.control && !lit ? 0.8 : 1,
  };
  if (line.loop) {
    pen.loop(line.runs[0] as number, line.runs[1] as number, stroke);
    return;
  }
  for (const runs of lit ? [wholeWay(line)] : ownWays(line)) pen.runs(runs, stroke);
  if (window.scale >= tipsFrom && line.to) tip(pen, line, colour);
}

/** What an edge does not share: up to its trunk, and from there on. */
function ownWays({ runs, trunk, joins }: Line): Float32Array[] {
  return trunk && !joins && runs.length === 12 ? [runs.subarray(0, 6), runs.subarray(6)] : [runs];
}

function wholeWay({ runs, trunk, joint, joins }: Line): Float32Array {
  if (!trunk) return runs;
  const shared = joins ? trunk.runs.subarray(3 * joint) : trunk.runs.subarray(0, 3 * joint + 3);
  const whole = new Float32Array(runs.length + shared.length);
  whole.set(runs.subarray(0, 6));
  whole.set(shared, 6);
  whole.set(runs.subarray(6), 6 + shared.length);
  return whole;
}

function tip(pen: Pen, { runs, width }: Line, colour: string): void {
  const [x, to] = [runs.at(-3), runs.at(-1)] as [number, number];
  const back = Math.sign(to - (runs[1] as number) || 1) * (5 + width * 0.8);
  const half = 2.6 + width * 0.55;
  pen.shape([x, to, x - half, to - back, x + half, to - back], colour);
}

/** Where an edge ends, or where it begins if it goes out of the scope: there it runs apart from others. A shape that would cover another is left out. */
export function paintLabel(pen: Pen, line: Line, { inks }: Look, window: Window, lit: boolean): void {
  const { runs, label: text } = line;
  if (runs.length < 6 || !text) return;
  const size = Math.max(sizes.edge, lit ? Math.min(3, 1 / window.scale) * 10 : 0);
  const at = line.to ? runs.length - 6 : 0;
  const [x0, y0] = [runs[at] as number, runs[at + 2] as number];
  const [x1, y1] = [runs[at + 3] as number, runs[at + 4] as number];
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const half = widthOf(text, size) / 2 + 3;
  if (x + half < window.left || x - half > window.right || y < window.top || y > window.bottom) return;
  const clear = window.labels.every(
    (other) => Math.abs(other.x - x) > other.half + half || Math.abs(other.y - y) > size,
  );
  if (!clear) return;
  window.labels.push({ x, y, half });
  const colour = lit ? inks.accent : inks.faint;
  pen.text(text, x, y, { size, colour, align: "center", halo: inks.card });
}
