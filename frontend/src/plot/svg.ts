/** A chart as a self-contained SVG picture: title, axes, curves and a legend. */
import type { Trace } from "./curve";
import { drawTrace, type Frame, type Pen, weightFor } from "./draw";

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** All that a picture needs; positions are pixels within the plot area, which starts at `left`, `top`. */
export interface Drawing {
  readonly title: string;
  /** What the legend and the x axis say. */
  readonly names: { readonly x: string; readonly of: (trace: Trace) => string };
  readonly width: number;
  readonly left: number;
  readonly top: number;
  readonly frames: { readonly left: Frame; readonly right: Frame };
  readonly traces: readonly Trace[];
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly rightTicks: readonly Tick[];
  readonly colours: { card: string; grid: string; label: string; text: string };
}

const mostInLegend = 60;
const lineHeight = 16;
const titleHeight = 26;
const axisHeight = 36;

export function svgOf(drawing: Drawing): { text: string; width: number; height: number } {
  const { width, left, top, frames, traces, colours } = drawing;
  const frame = frames.left;
  const named = traces.filter(({ faint }) => !faint);
  const body = titleHeight + top + frame.height + axisHeight;
  const legend = named.slice(0, mostInLegend);
  const height = body + 10 + lineHeight * (legend.length + (named.length > legend.length ? 1 : 0));
  const pen = new SvgPen();
  for (const trace of traces)
    drawTrace(pen, trace, trace.right ? frames.right : frame, weightFor(traces.length));
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="${colours.card}"/>`,
    `<text x="12" y="18" font-size="13" font-weight="600" fill="${colours.text}">${escaped(drawing.title)}</text>`,
    `<clipPath id="plot"><rect x="-6" y="-6" width="${frame.width + 12}" height="${frame.height + 12}"/></clipPath>`,
    `<g transform="translate(${left} ${titleHeight + top})">`,
    ...axes(drawing),
    `<g clip-path="url(#plot)">${pen.shapes.join("")}</g></g>`,
    ...legend.map((trace, i) => legendRow(trace, drawing, body + 16 + i * lineHeight)),
    named.length > legend.length
      ? `<text x="38" y="${height - 8}" fill="${colours.label}">and ${named.length - legend.length} more</text>`
      : "",
    "</svg>",
  ];
  return { text: text.join("\n"), width, height };
}

function axes({ xTicks, yTicks, rightTicks, frames, names, colours }: Drawing): string[] {
  const frame = frames.left;
  return [
    `<text x="${round(frame.width / 2)}" y="${round(frame.height + 30)}" text-anchor="middle" fill="${colours.label}">${escaped(names.x)}</text>`,
    ...rightTicks.map(
      ({ at, label }) =>
        `<text x="${round(frame.width + 6)}" y="${round(at + 4)}" fill="${colours.label}">${escaped(label)}</text>`,
    ),
    ...yTicks.map(
      ({ at, label }) =>
        `<path d="M0 ${round(at)}H${round(frame.width)}" stroke="${colours.grid}"/>` +
        `<text x="-6" y="${round(at + 4)}" text-anchor="end" fill="${colours.label}">${escaped(label)}</text>`,
    ),
    ...xTicks.map(
      ({ at, label }) =>
        `<text x="${round(at)}" y="${round(frame.height + 16)}" text-anchor="middle" fill="${colours.label}">${escaped(label)}</text>`,
    ),
  ];
}

function legendRow(trace: Trace, { names, colours: { text } }: Drawing, y: number): string {
  const { colour, dash } = trace.ink();
  return (
    `<path d="M12 ${y - 4}H32" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash.join(" ")}"/>` +
    `<text x="38" y="${y}" fill="${text}">${escaped(names.of(trace))}</text>`
  );
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function round(n: number): number {
  return Math.round(n * 100) / 100;
}

/** Takes the canvas calls that `drawCurve` makes and writes them as paths. */
class SvgPen implements Pen {
  readonly shapes: string[] = [];
  lineWidth = 1;
  globalAlpha = 1;
  lineJoin = "bevel" as const;
  strokeStyle = "";
  fillStyle = "";
  private dash: Iterable<number> = [];
  private path: string[] = [];

  setLineDash(dash: Iterable<number>): void {
    this.dash = dash;
  }

  beginPath(): void {
    this.path = [];
  }

  moveTo(x: number, y: number): void {
    this.path.push(`M${round(x)} ${round(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.path.push(`L${round(x)} ${round(y)}`);
  }

  closePath(): void {
    this.path.push("Z");
  }

  /** Only whole circles are drawn. */
  arc(x: number, y: number, radius: number): void {
    const half = `a${radius} ${radius} 0 1 0`;
    this.path.push(`M${round(x - radius)} ${round(y)}${half} ${2 * radius} 0${half} ${-2 * radius} 0`);
  }

  stroke(): void {
    const style = `stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}" stroke-dasharray="${[...this.dash].join(" ")}"`;
    this.shape(`fill="none" stroke-linejoin="bevel" ${style}`);
  }

  fill(): void {
    this.shape(`fill="${this.fillStyle}"`);
  }

  private shape(style: string): void {
    if (this.path.length)
      this.shapes.push(`<path d="${this.path.join("")}" opacity="${this.globalAlpha}" ${style}/>`);
  }
}
