/** Saves a chart: as a picture, or as a figure that Plotly draws. */
import { fetchFigure } from "../api";
import type { Chart } from "../plot/chart";
import { figureOf } from "./figure";
import type { CardModel } from "./model";
import { drawingOf } from "./naming";

export function fileName(text: string): string {
  return text.replace(/[^\p{L}\p{N}._-]+/gu, "_");
}

export function saveSvg(chart: Chart, model: CardModel): void {
  void saveChart(drawingOf(chart, model), model.spec.title, "svg");
}

export function savePng(chart: Chart, model: CardModel): void {
  void saveChart(drawingOf(chart, model), model.spec.title, "png");
}

/** A picture in SVG, and its size in pixels. */
export interface Drawn {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

export async function saveChart(drawn: Drawn, title: string, format: "svg" | "png"): Promise<void> {
  const blob = format === "svg" ? new Blob([drawn.text], { type: "image/svg+xml" }) : await pngOf(drawn);
  if (blob) hand(blob, `${fileName(title)}.${format}`);
}

/** Twice the size on the screen, so that it is sharp in a document. */
const enlarged = 2;

async function pngOf({ text, width, height }: Drawn): Promise<Blob | null> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * enlarged;
  canvas.height = height * enlarged;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve));
}

export async function saveFigure(model: CardModel): Promise<void> {
  await saveFigureOf("", figureOf(model), model.spec.title);
}

/** What the server makes of a request for a figure of a kind, as a file. */
export async function saveFigureOf(
  kind: Parameters<typeof fetchFigure>[1],
  request: Readonly<Record<string, unknown>>,
  title: string,
): Promise<void> {
  hand(await fetchFigure(request, kind), `${fileName(title)}.plotly.json`);
}

/** Gives the browser a file to keep. */
export function hand(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
