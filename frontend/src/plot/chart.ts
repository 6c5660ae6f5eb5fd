/** One time series chart: uPlot's axes, scales, cursor and selection, with the curves on canvases of our own. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Axis } from "../api";
import type { Range } from "../view";
import { xAxis, yAxis } from "./axes";
import { inkOf } from "./colours";
import type { Curve } from "./curve";
import { drawCurve, type Frame, heavy, weightFor } from "./draw";
import { forget, inFrame } from "./frames";
import { sheet } from "./ink";
import { type Hit, nearest } from "./nearest";
import { fitY, wholeX } from "./scale";
import { svgOf, type Tick } from "./svg";

/** What a chart shows; a new picture replaces the old one whole. */
export interface Picture {
  readonly curves: readonly Curve[];
  readonly zoom: Range | null;
}

export interface Pointer {
  readonly hits: readonly Hit[];
  /** Where the pointer is in the window. */
  readonly left: number;
  readonly top: number;
}

export interface Handlers {
  zoom(range: Range): void;
  reset(): void;
  hover(pointer: Pointer | null): void;
}

/** Room around the plot for marks that stand on its edge. */
const edge = 6;

export class Chart {
  private readonly plot: uPlot;
  private readonly curvesLayer: HTMLCanvasElement;
  private readonly topLayer: HTMLCanvasElement;
  private picture: Picture = { curves: [], zoom: null };
  private x: Range = [0, 1];
  private y: Range = [0, 1];
  private lit: string | null = null;
  /** The first picture is never put off, so that a chart made anew does not flash. */
  private drawn = false;
  private gone = false;

  constructor(
    host: HTMLElement,
    axis: Axis,
    private readonly log: boolean,
    private readonly handlers: Handlers,
  ) {
    if (log) this.y = [0.1, 10];
    this.plot = new uPlot(
      this.options(host, axis),
      [
        [0, 1],
        [null, null],
      ],
      host,
    );
    this.curvesLayer = this.layer("curves");
    this.topLayer = this.layer("lit");
    this.plot.over.addEventListener("mouseleave", () => handlers.hover(null));
  }

  show(picture: Picture): void {
    this.picture = picture;
    this.x = picture.zoom ?? wholeX(picture.curves);
    this.y = fitY(picture.curves, this.x, this.log);
    this.plot.batch(() => {
      this.plot.setScale("x", { min: this.x[0], max: this.x[1] });
      this.plot.setScale("y", { min: this.y[0], max: this.y[1] });
    });
    if ((this.plot.cursor.left ?? -1) >= 0) this.point(this.plot);
    this.later();
  }

  /** Lights up one run and dims the others; null ends it. */
  light(run: string | null): void {
    const here = run !== null && this.picture.curves.some((curve) => curve.run === run) ? run : null;
    if (here === this.lit) return;
    this.lit = here;
    this.drawLit();
  }

  resize(width: number, height: number): void {
    if (width === this.plot.width && height === this.plot.height) return;
    this.plot.setSize({ width, height });
    this.later();
  }

  /** Draws all afresh, as after a change of theme. */
  redraw(): void {
    this.plot.redraw(false, true);
    this.later();
  }

  svg(title: string): ReturnType<typeof svgOf> {
    const { bbox } = this.plot;
    const [xTicks, yTicks] = (["x", "y"] as const).map((scale, i) => this.ticks(scale, i)) as [
      Tick[],
      Tick[],
    ];
    return svgOf({
      title,
      width: this.plot.width,
      left: bbox.left / devicePixelRatio,
      top: bbox.top / devicePixelRatio,
      frame: this.frame(),
      curves: this.picture.curves,
      xTicks,
      yTicks,
      colours: sheet.peek(),
    });
  }

  destroy(): void {
    this.gone = true;
    forget(this.draw);
    this.handlers.hover(null);
    this.plot.destroy();
  }

  /** uPlot keeps the ticks it drew on its axes, beyond what its types tell. */
  private ticks(scale: "x" | "y", i: number): Tick[] {
    const axis = this.plot.axes[i] as { _splits?: number[]; _values?: string[] } | undefined;
    return (axis?._splits ?? []).map((split, n) => ({
      at: this.plot.valToPos(split, scale),
      label: axis?._values?.[n] ?? "",
    }));
  }

  private options(host: HTMLElement, axis: Axis): uPlot.Options {
    return {
      width: host.clientWidth,
      height: host.clientHeight,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: axis === "wall", range: () => [...this.x] },
        y: { distr: this.log ? 3 : 1, range: () => [...this.y] },
      },
      series: [{}, { show: true, points: { show: false } }],
      axes: [xAxis(axis), yAxis(this.log)],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 4 },
        bind: {
          dblclick: () => () => {
            this.handlers.reset();
            return null;
          },
        },
      },
      hooks: {
        setSelect: [(plot) => this.select(plot)],
        setCursor: [(plot) => this.point(plot)],
      },
    };
  }

  private layer(name: string): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    canvas.className = `layer ${name}`;
    this.plot.over.before(canvas);
    return canvas;
  }

  private select(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const from = plot.posToVal(left, "x");
    const to = plot.posToVal(left + width, "x");
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (to > from) this.handlers.zoom([tidy(from, to - from), tidy(to, to - from)]);
  }

  private point(plot: uPlot): void {
    const { left = -1, top = -1 } = plot.cursor;
    if (left < 0) {
      this.handlers.hover(null);
      return;
    }
    const hits = nearest(this.picture.curves, this.frame(), left, top, plot.posToVal(left, "x"));
    const box = plot.over.getBoundingClientRect();
    this.handlers.hover({ hits, left: box.left + left, top: box.top + top });
  }

  private frame(): Frame {
    const { width, height } = this.plot.bbox;
    const [w, h] = [width / devicePixelRatio, height / devicePixelRatio];
    const [x0, x1] = this.x;
    const perX = w / (x1 - x0);
    const [y0, y1] = this.log ? [Math.log(this.y[0]), Math.log(this.y[1])] : this.y;
    const perY = h / (y1 - y0);
    return {
      width: w,
      height: h,
      x: (value) => (value - x0) * perX,
      y: this.log
        ? (value) =>
            value > 0 && value < Number.POSITIVE_INFINITY ? h - (Math.log(value) - y0) * perY : Number.NaN
        : (value) => (Number.isFinite(value) ? h - (value - y0) * perY : Number.NaN),
    };
  }

  private later(): void {
    if (this.drawn) inFrame(this.draw);
    else requestAnimationFrame(this.draw);
  }

  private readonly draw = (): void => {
    if (this.gone) return;
    this.drawn = true;
    const frame = this.frame();
    const ctx = this.prepare(this.curvesLayer, frame);
    const weight = weightFor(this.picture.curves.length);
    for (const curve of this.picture.curves) drawCurve(ctx, curve, frame, inkOf(curve.run), weight);
    this.drawLit();
  };

  private drawLit(): void {
    const frame = this.frame();
    const curve = this.picture.curves.find(({ run }) => run === this.lit);
    this.curvesLayer.classList.toggle("dimmed", curve !== undefined);
    this.topLayer.hidden = curve === undefined;
    if (curve) drawCurve(this.prepare(this.topLayer, frame), curve, frame, inkOf(curve.run), heavy);
  }

  /** Sizes a layer to the plot and its edge, clears it and clips what a zoom leaves outside. */
  private prepare(canvas: HTMLCanvasElement, frame: Frame): CanvasRenderingContext2D {
    const ratio = devicePixelRatio;
    const { left, top } = this.plot.bbox;
    const [width, height] = [frame.width + 2 * edge, frame.height + 2 * edge];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.cssText = `left:${left / ratio - edge}px;top:${top / ratio - edge}px;width:${width}px;height:${height}px`;
    const ctx = canvas.getContext("2d") as CanvasRenderingContext2D;
    ctx.scale(ratio, ratio);
    if (this.picture.zoom) {
      ctx.beginPath();
      ctx.rect(edge, 0, frame.width, height);
      ctx.clip();
    }
    ctx.translate(edge, edge);
    return ctx;
  }
}

/** As many digits as a pixel of the range needs: zooms stand in the URL. */
function tidy(x: number, range: number): number {
  const unit = 10 ** Math.floor(Math.log10(range) - 3.5);
  return Number((Math.round(x / unit) * unit).toPrecision(15));
}
