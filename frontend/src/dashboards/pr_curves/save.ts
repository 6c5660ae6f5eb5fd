/** A card as a file: its picture as it stands, or a table of what is drawn. */

import { lookOf } from "../../charts/figure";
import type { Drawn } from "../../charts/save";
import { aliasOf } from "../../house";
import { value } from "../../plot/formats";
import { sheet } from "../../plot/ink";
import { escaped } from "../../plot/svg";
import { chosenStep } from "../../stepping";
import { f1, falseRate } from "./lines";
import type { Curve, OverTime } from "./request";
import { state } from "./state";

const titleHeight = 26;
const lineHeight = 16;
const mostNamed = 60;

/** The chart below its title, and above the names of its curves with their scores. */
export function drawingOf(frame: HTMLElement, title: string, curves: readonly Curve[]): Drawn {
  const chart = (frame.querySelector("svg.pr-chart") as SVGSVGElement).cloneNode(true) as SVGSVGElement;
  for (const mark of chart.querySelectorAll("[data-passing]")) mark.remove();
  const [width, drawn] = ["width", "height"].map((name) => Number(chart.getAttribute(name))) as [
    number,
    number,
  ];
  chart.setAttribute("y", String(titleHeight));
  const strokes = [...chart.querySelectorAll("[data-curve]")].map((group) => {
    group.removeAttribute("opacity");
    return group.querySelector("path") as SVGPathElement;
  });
  const named = strokes
    .slice(0, mostNamed)
    .map((stroke, i) => legendRow(stroke, curves[i], titleHeight + drawn + 16 + i * lineHeight));
  const height = titleHeight + drawn + 10 + lineHeight * named.length;
  const { card, text: ink } = sheet.peek();
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="${card}"/>`,
    `<text x="12" y="18" font-size="13" font-weight="600" fill="${ink}">${escaped(title)}</text>`,
    new XMLSerializer().serializeToString(chart),
    ...named,
    "</svg>",
  ];
  return { text: text.join("\n"), width, height };
}

function legendRow(stroke: SVGPathElement, curve: Curve | undefined, y: number): string {
  const look = ["stroke", "stroke-dasharray"].map((name) => `${name}="${stroke.getAttribute(name) ?? ""}"`);
  const said =
    curve && `${aliasOf(curve.run) || curve.run} · ${curve.tag} · step ${curve.step} · ${scoresOf(curve)}`;
  return (
    `<path d="M12 ${y - 4}H32" stroke-width="2" ${look.join(" ")}/>` +
    `<text x="38" y="${y}" fill="${sheet.peek().text}">${escaped(said ?? "")}</text>`
  );
}

function scoresOf({ scores }: Curve): string {
  const parts = [
    ["AP", scores.average_precision],
    ["ROC area", scores.roc_area],
    ["best F1", scores.best_f1],
  ] as const;
  return parts.flatMap(([name, score]) => (score === null ? [] : `${name} ${value(score)}`)).join(" · ");
}

/** What api/figure/pr_curves is asked for: what the card shows. */
export function figureOf(
  card: string,
  tags: readonly string[],
  overTime: OverTime | null,
): Record<string, unknown> {
  const mode = state.mode.peek();
  const shown = mode === "time" && overTime ? { tags: [overTime.tag], runs: [overTime.run] } : {};
  return { tags, mode, step: chosenStep(card), iso_f1: true, ...lookOf("pr_curves", tags), ...shown };
}

type Row = Record<string, string | number>;

/** Every point of the curves, a row each. */
export function tableOf(curves: readonly Curve[]): Row[] {
  return curves.flatMap((curve) => {
    const { run, tag, step, wall, threshold, precision, recall } = curve;
    return Array.from(threshold, (at, row) => ({
      run,
      tag,
      step,
      wall_time: wall,
      threshold: at,
      precision: precision[row] as number,
      recall: recall[row] as number,
      f1: f1(curve, row),
      false_positive_rate: falseRate(curve, row),
      true_positives: curve.true_positives[row] as number,
      false_positives: curve.false_positives[row] as number,
      true_negatives: curve.true_negatives[row] as number,
      false_negatives: curve.false_negatives[row] as number,
    }));
  });
}

/** The scores of every step that is shown, and its precisions by recall. */
export function timeTableOf(shown: OverTime): Row[] {
  const { run, tag, cells, map } = shown;
  return Array.from(shown.step, (step, i) => ({
    run,
    tag,
    step,
    average_precision: shown.average_precision[i] as number,
    roc_area: shown.roc_area[i] as number,
    best_f1: shown.best_f1[i] as number,
    best_threshold: shown.best_threshold[i] as number,
    ...Object.fromEntries(
      Array.from({ length: cells }, (_, cell) => [
        `precision_at_recall_${(cell / (cells - 1)).toFixed(2)}`,
        map[i * cells + cell] as number,
      ]),
    ),
  }));
}
