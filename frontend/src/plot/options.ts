/** What uPlot is told: axes and scales of a kind, a cursor, a selection; the curves are not its own. */
import type uPlot from "uplot";
import { xAxis, yAxis } from "./axes";
import type { XAxis } from "./curve";
import type { Ranges } from "./projection";

/** What kind of axes a chart has; another kind is another chart. */
export interface Kind {
  readonly axis: XAxis;
  readonly logX: boolean;
  readonly logY: boolean;
  /** A second y axis. */
  readonly right: boolean;
}

interface Hooks {
  reset(): void;
  select(): void;
  point(): void;
}

/** One series for each y scale: uPlot leaves out a scale that has none. */
export function noData({ right }: Kind): uPlot.AlignedData {
  const blank = [null, null];
  return right ? [[1, 2], blank, blank] : [[1, 2], blank];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function optionsFor(size: Size, kind: Kind, ranges: () => Ranges, hooks: Hooks): uPlot.Options {
  const { axis, logX, logY, right } = kind;
  const unseen = { show: true, points: { show: false } };
  const distr = logY ? 3 : 1;
  return {
    ...size,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: axis === "wall", distr: logX ? 3 : 1, range: () => [...ranges().x] },
      y: { distr, range: () => [...ranges().y] },
      ...(right ? { right: { distr, range: () => [...ranges().right] } } : {}),
    },
    series: [{}, unseen, ...(right ? [{ ...unseen, scale: "right" }] : [])],
    axes: [xAxis(axis, logX), yAxis(logY, false), ...(right ? [yAxis(logY, true)] : [])],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      bind: {
        dblclick: () => () => {
          hooks.reset();
          return null;
        },
      },
    },
    hooks: { setSelect: [hooks.select], setCursor: [hooks.point] },
  };
}
