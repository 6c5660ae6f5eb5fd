/** A card as a file: a picture, or a table of the buckets that are drawn. */
import { lookOf } from "../../charts/figure";
import type { Drawn } from "../../charts/save";
import { aliasOf } from "../../house";
import { inkOf } from "../../plot/colours";
import { sheet } from "../../plot/ink";
import { escaped } from "../../plot/svg";
import { view } from "../../view";
import { round, ticksOf } from "./axes";
import { paint } from "./heat";
import { look, pathOf } from "./ridges";
import type { Mark, Plot, Scene } from "./scene";
import { state } from "./state";

const titleHeight = 26;
const lineHeight = 16;

/** The modes of the figure that is nearest; a single step is one curve among the others. */
const figureModes = { offset: "offset", overlay: "overlay", heat: "heatmap", single: "overlay" } as const;

/** What api/figure/histograms is asked for: what the card shows. */
export function figureOf(tag: string): Record<string, unknown> {
  const mode = figureModes[state.mode.peek()];
  return { tag, mode, x: view.axis.peek(), ...lookOf("histograms", [tag]) };
}

export function drawingOf(scene: Scene, tag: string): Drawn {
  const { width, height: drawn, together, series } = scene.wish;
  const { card, text: ink } = sheet.peek();
  const legend = together ? series : [];
  const height = titleHeight + drawn + (legend.length ? 8 + lineHeight * legend.length : 0);
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="${card}"/>`,
    `<text x="12" y="18" font-size="13" font-weight="600" fill="${ink}">${escaped(tag)}</text>`,
    `<g transform="translate(0 ${titleHeight})">`,
    scene.wish.mode === "heat" ? heatImage(scene) : "",
    ...scene.plots.map((plot, i) => plotOf(scene, plot, i)),
    "</g>",
    ...legend.map(({ run }, i) => named(run, 12, titleHeight + drawn + 8 + i * lineHeight + 9)),
    "</svg>",
  ];
  return { text: text.join("\n"), width, height };
}

function named(run: string, x: number, y: number): string {
  return (
    `<rect x="${x}" y="${y - 8}" width="8" height="8" rx="2" fill="${inkOf(run).colour}"/>` +
    `<text x="${x + 13}" y="${y}" fill="${sheet.peek().text}">${escaped(aliasOf(run) || run)}</text>`
  );
}

function heatImage(scene: Scene): string {
  const canvas = document.createElement("canvas");
  paint(canvas, scene, sheet.peek().card);
  const { width, height } = scene.wish;
  return `<image width="${width}" height="${height}" href="${canvas.toDataURL()}"/>`;
}

function plotOf(scene: Scene, of: Plot, plot: number): string {
  const { box } = of;
  const { grid, label, card } = sheet.peek();
  const { bottom, left } = ticksOf(scene, of);
  const heat = scene.wish.mode === "heat";
  const marks = heat ? [] : scene.marks.filter((mark) => mark.plot === plot && mark.outline);
  const run = of.runs[0]?.run ?? "";
  return [
    `<g transform="translate(${round(box.left)} ${round(box.top)})">`,
    !scene.wish.together && scene.plots.length > 1 ? named(run, 0, -6) : "",
    `<clipPath id="plot${plot}"><rect x="-1" y="-2" width="${round(box.width + 2)}" height="${round(box.height + 4)}"/></clipPath>`,
    ...(heat ? [] : left.map(({ at }) => `<path d="M0 ${round(at)}H${round(box.width)}" stroke="${grid}"/>`)),
    ...(box.labelled ? left : []).map(
      ({ at, label: text }) =>
        `<text x="-6" y="${round(at + 4)}" text-anchor="end" fill="${label}">${escaped(text)}</text>`,
    ),
    ...bottom.map(
      ({ at, label: text }) =>
        `<text x="${round(at)}" y="${round(box.height + 15)}" text-anchor="middle" fill="${label}">${escaped(text)}</text>`,
    ),
    `<g clip-path="url(#plot${plot})">${marks.map((mark) => pathText(scene, mark, card)).join("")}</g></g>`,
  ].join("");
}

function pathText(scene: Scene, mark: Mark, card: string): string {
  const style = Object.entries(look(scene, mark, card)).map(([name, value]) => `${name}="${value}"`);
  return `<path d="${pathOf(scene, mark)}" ${style.join(" ")}/>`;
}

/** Every bucket that is drawn, a row each. */
export function tableOf({ marks }: Scene): Record<string, string | number>[] {
  return marks.flatMap(({ histograms, row }) => {
    const { run, step, wall, start, left, right, counts } = histograms;
    const when = { run, step: step[row] as number, wall_time: wall[row] as number };
    const table = [];
    for (let i = start[row] as number; i < (start[row + 1] as number); i++)
      table.push({ ...when, left: left[i] as number, right: right[i] as number, count: counts[i] as number });
    return table;
  });
}
