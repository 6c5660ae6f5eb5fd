/** One time series chart: uPlot's axes, scales, cursor and selection, with the curves on canvases of our own. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Range } from "../view";
import { type Curve, lineOf, type Trace } from "./curve";
import { drawTrace, type Frame, heavy, weightFor } from "./draw";
import { forget, forgetSlow, inFrame, oneAFrame } from "./frames";
import { sheet } from "./ink";
import { Marks } from "./marks";
import { type Hit, nearest } from "./nearest";
import { type Kind, noData, optionsFor, type Size } from "./options";
import { framesOf, type Ranges } from "./projection";
import { firstAt, fitY, type Limits, tidy, wholeX, within, withRoom } from "./scale";
import { type Drawing, svgOf, type Tick } from "./svg";

export type { Kind };

/** What a chart shows; a new picture replaces the old one whole. */
export interface Picture {
  readonly traces: readonly Trace[];
  readonly zoom: Range | null;
  readonly limits: Limits;
  readonly rightLimits: Limits;
  /** Where the values on the left axis end that are no outliers; null shows all. */
  readonly fences: Range | null;
}

export interface Pointer {
  readonly hits: readonly Hit[];
  /** The x of the data below the pointer. */
  readonly at: number;
  /** Where the pointer is in the window. */
  readonly left: number;
  readonly top: number;
}

export interface Handlers {
  zoom(range: Range): void;
  reset(): void;
  hover(pointer: Pointer | null): void;
  /** A click: what lies below it, and whether Shift was held. */
  click(pointer: Pointer, shift: boolean): void;
  /** A drag with Shift held. */
  mark(range: Range): void;
  /** It could not be drawn. */
  fail(error: unknown): void;
}

/** Room around the plot for marks that stand on its edge. */
const edge = 6;

/** A pointer that moved no farther between press and release has clicked. */
const still = 3;

const nothing: Picture = {
  traces: [],
  zoom: null,
  limits: [null, null],
  rightLimits: [null, null],
  fences: null,
};

export class Chart {
  readonly marks: Marks;
  private readonly plot: uPlot;
  private readonly curvesLayer: HTMLCanvasElement;
  private readonly topLayer: HTMLCanvasElement;
  private picture = nothing;
  private ranges: Ranges;
  private lit: ((curve: Curve) => boolean) | null = null;
  /** The first picture is never put off, so that a chart made anew does not flash. */
  private drawn = false;
  private gone = false;
  private pressed: { x: number; y: number; shift: boolean } | null = null;

  constructor(
    host: HTMLElement,
    private readonly kind: Kind,
    private readonly handlers: Handlers,
    size: Size = { width: host.clientWidth, height: host.clientHeight },
  ) {
    const y: Range = kind.logY ? [0.1, 10] : [0, 1];
    this.ranges = { x: kind.logX ? [1, 10] : [0, 1], y, right: y };
    const options = optionsFor(size, kind, () => this.ranges, {
      reset: () => this.handlers.reset(),
      select: () => this.select(),
      point: () => this.point(),
    });
    this.plot = new uPlot(options, noData(kind), host);
    this.curvesLayer = this.layer("curves");
    this.topLayer = this.layer("lit");
    this.marks = new Marks(this.plot.over, (x) => this.plot.valToPos(x, "x"));
    this.listen();
  }

  show(picture: Picture): void {
    this.picture = picture;
    this.ranges = this.fitted(picture);
    const { x, y, right } = this.ranges;
    this.plot.batch(() => {
      this.plot.setScale("x", { min: x[0], max: x[1] });
      this.plot.setScale("y", { min: y[0], max: y[1] });
      if (this.kind.right) this.plot.setScale("right", { min: right[0], max: right[1] });
    });
    this.marks.place();
    if ((this.plot.cursor.left ?? -1) >= 0) this.point();
    this.later();
  }

  /** The ranges of the axes in view. */
  get view(): Ranges {
    return this.ranges;
  }

  /** Lights up some curves and dims the others, at once or when other charts leave time for it; null ends it. */
  light(which: ((curve: Curve) => boolean) | null, atOnce: boolean): void {
    const here = which && this.picture.traces.some(({ curve }) => which(curve)) ? which : null;
    if (!here && !this.lit) return;
    this.lit = here;
    if (here && !atOnce) oneAFrame(this, () => this.drawLit());
    else this.drawLit();
  }

  /** Moves the cursor so many rows along the curve that has most of them; at first to its end. */
  walk(by: number): void {
    const [longest] = this.picture.traces.map(({ curve }) => curve).sort((a, b) => b.rows - a.rows);
    if (!longest?.rows) return;
    const left = this.plot.cursor.left ?? -1;
    const here =
      left < 0 ? longest.rows : Math.round(firstAt(longest.x, this.plot.posToVal(left, "x") - 1e-9));
    const row = Math.max(0, Math.min(longest.rows - 1, here + by));
    const x = this.plot.valToPos(longest.x[row] as number, "x");
    const y = this.plot.valToPos(lineOf(longest)[row] as number, "y");
    this.plot.setCursor({ left: x, top: Number.isFinite(y) ? y : 0 });
  }

  resize(width: number, height: number): void {
    if (width === this.plot.width && height === this.plot.height) return;
    this.plot.setSize({ width, height });
    this.marks.place();
    this.later();
  }

  /** Draws all afresh, as after a change of theme. */
  redraw(): void {
    this.plot.redraw(false, true);
    this.later();
  }

  svg(title: string, names: Drawing["names"]): ReturnType<typeof svgOf> {
    const { bbox } = this.plot;
    return svgOf({
      title,
      names,
      width: this.plot.width,
      left: bbox.left / devicePixelRatio,
      top: bbox.top / devicePixelRatio,
      frames: framesOf(this.plot, this.kind, this.ranges),
      traces: this.picture.traces,
      xTicks: this.ticks("x", 0),
      yTicks: this.ticks("y", 1),
      rightTicks: this.kind.right ? this.ticks("right", 2) : [],
      colours: sheet.peek(),
    });
  }

  destroy(): void {
    this.gone = true;
    forget(this.draw);
    forgetSlow(this);
    this.handlers.hover(null);
    this.plot.destroy();
  }

  private fitted({ traces, zoom, limits, rightLimits, fences }: Picture): Ranges {
    const { logX, logY } = this.kind;
    const x = zoom ?? wholeX(curvesOf(traces), logX);
    const left = fences ? withRoom(fences, logY) : fitY(curvesOf(traces, false), x, logY);
    const right = fitY(curvesOf(traces, true), x, logY);
    return { x, y: within(left, limits, logY), right: within(right, rightLimits, logY) };
  }

  /** uPlot keeps the ticks it drew on its axes, beyond what its types tell. */
  private ticks(scale: "x" | "y" | "right", i: number): Tick[] {
    const axis = this.plot.axes[i] as { _splits?: number[]; _values?: string[] } | undefined;
    return (axis?._splits ?? []).map((split, n) => ({
      at: this.plot.valToPos(split, scale),
      label: axis?._values?.[n] ?? "",
    }));
  }

  private listen(): void {
    const { over } = this.plot;
    over.addEventListener("mouseleave", () => this.handlers.hover(null));
    over.addEventListener("mousedown", ({ clientX: x, clientY: y, shiftKey: shift }) => {
      this.pressed = { x, y, shift };
    });
    over.addEventListener("click", ({ clientX: x, clientY: y, shiftKey: shift }) => {
      const from = this.pressed;
      if (from && Math.hypot(x - from.x, y - from.y) > still) return;
      const box = over.getBoundingClientRect();
      this.handlers.click(this.pointer(x - box.left, y - box.top), shift);
    });
  }

  private layer(name: string): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    canvas.className = `layer ${name}`;
    this.plot.over.before(canvas);
    return canvas;
  }

  private select(): void {
    const { left, width } = this.plot.select;
    if (width < 4) return;
    const from = this.plot.posToVal(left, "x");
    const to = this.plot.posToVal(left + width, "x");
    this.plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (!(to > from)) return;
    const range: Range = [tidy(from, to - from), tidy(to, to - from)];
    if (this.pressed?.shift) this.handlers.mark(range);
    else this.handlers.zoom(range);
  }

  private point(): void {
    const { left = -1, top = -1 } = this.plot.cursor;
    this.handlers.hover(left < 0 ? null : this.pointer(left, top));
  }

  private pointer(left: number, top: number): Pointer {
    const { left: frame, right } = framesOf(this.plot, this.kind, this.ranges);
    const at = this.plot.posToVal(left, "x");
    const frameOf = (trace: Trace) => (trace.right ? right : frame);
    const hits = nearest(this.picture.traces, frameOf, left, top, at);
    const box = this.plot.over.getBoundingClientRect();
    return { hits, at, left: box.left + left, top: box.top + top };
  }

  private later(): void {
    if (this.drawn) inFrame(this.draw);
    else requestAnimationFrame(this.draw);
  }

  private readonly draw = (): void => {
    if (this.gone) return;
    this.drawn = true;
    try {
      this.drawCurves();
    } catch (error) {
      this.handlers.fail(error);
    }
  };

  private drawCurves(): void {
    const frames = framesOf(this.plot, this.kind, this.ranges);
    const ctx = this.prepare(this.curvesLayer, frames.left);
    const weight = weightFor(this.picture.traces.length);
    for (const trace of this.picture.traces)
      drawTrace(ctx, trace, trace.right ? frames.right : frames.left, weight);
    this.drawLit();
  }

  private drawLit(): void {
    forgetSlow(this);
    const which = this.lit;
    const traces = which ? this.picture.traces.filter(({ curve }) => which(curve)) : [];
    this.curvesLayer.classList.toggle("dimmed", traces.length > 0);
    this.topLayer.hidden = !traces.length;
    if (!traces.length) return;
    const frames = framesOf(this.plot, this.kind, this.ranges);
    const ctx = this.prepare(this.topLayer, frames.left);
    for (const trace of traces) {
      const frame = trace.right ? frames.right : frames.left;
      drawTrace(ctx, trace, frame, heavy);
    }
  }

  /** Sizes a layer to the plot and its edge, clears it and clips what a zoom or a limit leaves outside. */
  private prepare(canvas: HTMLCanvasElement, frame: Frame): CanvasRenderingContext2D {
    const ratio = devicePixelRatio;
    const { left, top } = this.plot.bbox;
    const [width, height] = [frame.width + 2 * edge, frame.height + 2 * edge];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.cssText = `left:${left / ratio - edge}px;top:${top / ratio - edge}px;width:${width}px;height:${height}px`;
    const ctx = canvas.getContext("2d") as CanvasRenderingContext2D;
    ctx.scale(ratio, ratio);
    const { zoom } = this.picture;
    const cut = this.cut();
    if (zoom || cut) {
      const [x, y] = [zoom ? edge : 0, cut ? edge : 0];
      ctx.beginPath();
      ctx.rect(x, y, width - 2 * x, height - 2 * y);
      ctx.clip();
    }
    ctx.translate(edge, edge);
    return ctx;
  }

  /** True where values may lie above or below the plot. */
  private cut(): boolean {
    const { limits, rightLimits, fences } = this.picture;
    return fences !== null || [...limits, ...rightLimits].some((end) => end !== null);
  }
}

function curvesOf(traces: readonly Trace[], right?: boolean): Curve[] {
  return traces.flatMap((trace) => (right === undefined || trace.right === right ? [trace.curve] : []));
}
