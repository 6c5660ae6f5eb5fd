/** Two ways to draw the same picture: on a canvas, and as SVG. Lengths are those of the plane. */
import { escaped } from "../../../plot/svg";
import { fontFamily } from "./labels";

export interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly alpha?: number;
}

export interface TextLook {
  readonly size: number;
  readonly colour: string;
  readonly align: "left" | "center" | "right";
  readonly bold?: boolean;
  /** Drawn around the letters, so that they can be read over lines. */
  readonly halo?: string;
}

export interface Pen {
  /** What is drawn until `end` is one thing, called so in full. */
  begin(name: string, alpha?: number): void;
  end(): void;
  /** A rectangle with round corners. */
  box(x: number, y: number, w: number, h: number, round: number, fill: string, stroke?: Stroke): void;
  /** x, y of the corners of a filled shape. */
  shape(points: readonly number[], fill: string, stroke?: Stroke): void;
  /** x, from y, to y, again and again: upright stretches, and bows between them. */
  runs(runs: Float32Array, stroke: Stroke): void;
  /** From the right side of a node and back to it. */
  loop(x: number, y: number, stroke: Stroke): void;
  line(x0: number, y0: number, x1: number, y1: number, stroke: Stroke): void;
  text(text: string, x: number, y: number, look: TextLook): void;
}

export class CanvasPen implements Pen {
  constructor(private readonly pen: CanvasRenderingContext2D) {
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.direction = "ltr";
  }

  begin(_: string, alpha = 1): void {
    this.pen.globalAlpha = alpha;
  }

  end(): void {
    this.pen.globalAlpha = 1;
  }

  box(x: number, y: number, w: number, h: number, round: number, fill: string, stroke?: Stroke): void {
    this.pen.beginPath();
    this.pen.roundRect(x, y, w, h, round);
    this.filled(fill, stroke);
  }

  shape(points: readonly number[], fill: string, stroke?: Stroke): void {
    this.pen.beginPath();
    for (let i = 0; i < points.length; i += 2) this.pen.lineTo(points[i] as number, points[i + 1] as number);
    this.pen.closePath();
    this.filled(fill, stroke);
  }

  private filled(fill: string, stroke?: Stroke): void {
    if (fill) {
      this.pen.fillStyle = fill;
      this.pen.fill();
    }
    if (stroke) this.stroked(stroke);
  }

  private stroked({ colour, width, dash, alpha }: Stroke): void {
    const whole = this.pen.globalAlpha;
    this.pen.strokeStyle = colour;
    this.pen.lineWidth = width;
    this.pen.setLineDash((dash ?? []) as number[]);
    if (alpha !== undefined) this.pen.globalAlpha = whole * alpha;
    this.pen.stroke();
    this.pen.globalAlpha = whole;
  }

  runs(runs: Float32Array, stroke: Stroke): void {
    const { pen } = this;
    pen.beginPath();
    walk(runs, {
      move: (x, y) => pen.moveTo(x, y),
      down: (x, y) => pen.lineTo(x, y),
      bow: (x0, x1, middle, y1) => pen.bezierCurveTo(x0, middle, x1, middle, x1, y1),
    });
    this.stroked(stroke);
  }

  loop(x: number, y: number, stroke: Stroke): void {
    this.pen.beginPath();
    this.pen.moveTo(x, y + 5);
    this.pen.bezierCurveTo(x + 24, y + 22, x + 24, y - 22, x, y - 5);
    this.stroked(stroke);
  }

  line(x0: number, y0: number, x1: number, y1: number, stroke: Stroke): void {
    this.pen.beginPath();
    this.pen.moveTo(x0, y0);
    this.pen.lineTo(x1, y1);
    this.stroked(stroke);
  }

  text(text: string, x: number, y: number, { size, colour, align, bold, halo }: TextLook): void {
    const { pen } = this;
    pen.font = `${bold ? "600 " : ""}${size}px ${fontFamily()}`;
    pen.textAlign = align;
    if (halo) {
      pen.strokeStyle = halo;
      pen.lineWidth = size / 3;
      pen.setLineDash([]);
      pen.strokeText(text, x, y);
    }
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  }
}

interface Way {
  move(x: number, y: number): void;
  down(x: number, y: number): void;
  bow(x0: number, x1: number, middle: number, y1: number): void;
}

/** Goes along an edge; stretches at one x are one. */
function walk(runs: Float32Array, way: Way): void {
  let [x, y] = [runs[0] as number, runs[1] as number];
  way.move(x, y);
  for (let i = 0; i < runs.length; i += 3) {
    const [next, from, to] = [runs[i] as number, runs[i + 1] as number, runs[i + 2] as number];
    if (Math.abs(next - x) > 0.25) {
      if (i >= 3) way.down(x, y);
      way.bow(x, next, (y + from) / 2, from);
      x = next;
    }
    y = to;
  }
  way.down(x, y);
}

const round = (n: number) => Math.round(n * 100) / 100;

export class SvgPen implements Pen {
  readonly parts: string[] = [];

  begin(name: string, alpha = 1): void {
    const faint = alpha < 1 ? ` opacity="${round(alpha)}"` : "";
    this.parts.push(`<g${faint}>${name ? `<title>${escaped(plain(name))}</title>` : ""}`);
  }

  end(): void {
    this.parts.push("</g>");
  }

  box(x: number, y: number, w: number, h: number, r: number, fill: string, stroke?: Stroke): void {
    const at = `x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" rx="${round(r)}"`;
    this.parts.push(`<rect ${at} fill="${escaped(fill || "none")}"${stroked(stroke)}/>`);
  }

  shape(points: readonly number[], fill: string, stroke?: Stroke): void {
    const at = points.map(round).join(" ");
    this.parts.push(`<polygon points="${at}" fill="${escaped(fill || "none")}"${stroked(stroke)}/>`);
  }

  runs(runs: Float32Array, stroke: Stroke): void {
    const path: (string | number)[] = [];
    walk(runs, {
      move: (x, y) => path.push("M", round(x), round(y)),
      down: (_, y) => path.push("V", round(y)),
      bow: (x0, x1, middle, y1) => path.push("C", ...[x0, middle, x1, middle, x1, y1].map(round)),
    });
    this.path(path.join(" "), stroke);
  }

  loop(x: number, y: number, stroke: Stroke): void {
    const at = [x, y + 5, x + 24, y + 22, x + 24, y - 22, x, y - 5].map(round);
    this.path(`M${at.slice(0, 2).join(" ")}C${at.slice(2).join(" ")}`, stroke);
  }

  line(x0: number, y0: number, x1: number, y1: number, stroke: Stroke): void {
    this.path(`M${round(x0)} ${round(y0)}L${round(x1)} ${round(y1)}`, stroke);
  }

  private path(path: string, stroke: Stroke): void {
    this.parts.push(`<path d="${path}" fill="none"${stroked(stroke)}/>`);
  }

  text(text: string, x: number, y: number, { size, colour, align, bold, halo }: TextLook): void {
    const anchor = { left: "start", center: "middle", right: "end" }[align];
    const around = halo
      ? ` paint-order="stroke" stroke="${escaped(halo)}" stroke-width="${round(size / 3)}"`
      : "";
    const look = `font-size="${round(size)}" fill="${escaped(colour)}" text-anchor="${anchor}"${bold ? ' font-weight="600"' : ""}${around}`;
    this.parts.push(
      `<text x="${round(x)}" y="${round(y + size * 0.35)}" ${look}>${escaped(plain(text))}</text>`,
    );
  }
}

function stroked(stroke: Stroke | undefined): string {
  if (!stroke) return "";
  const { colour, width, dash, alpha } = stroke;
  const broken = dash?.length ? ` stroke-dasharray="${dash.join(" ")}"` : "";
  const faint = alpha !== undefined ? ` stroke-opacity="${round(alpha)}"` : "";
  return ` stroke="${escaped(colour)}" stroke-width="${round(width)}"${broken}${faint}`;
}

/** XML has no place for control characters, and halves of letters. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, "·");
}
