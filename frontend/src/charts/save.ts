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
  const { title } = model.spec;
  hand(new Blob([drawingOf(chart, model).text], { type: "image/svg+xml" }), `${fileName(title)}.svg`);
}

/** Twice the size on the screen, so that it is sharp in a document. */
const enlarged = 2;

export async function savePng(chart: Chart, model: CardModel): Promise<void> {
  const { text, width, height } = drawingOf(chart, model);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * enlarged;
  canvas.height = height * enlarged;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => blob && hand(blob, `${fileName(model.spec.title)}.png`));
}

export async function saveFigure(model: CardModel): Promise<void> {
  hand(await fetchFigure(figureOf(model)), `${fileName(model.spec.title)}.plotly.json`);
}

/** Gives the browser a file to keep. */
export function hand(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
