/** The whole picture as a file. */

import { escaped } from "../../../plot/svg";
import { largest } from "./camera";
import { fontFamily } from "./labels";
import { type Look, paint, type Window } from "./paint";
import { CanvasPen, SvgPen } from "./pens";
import type { Picture } from "./picture";

const border = 24;
/** Browsers draw no larger canvas. */
const mostSide = 8192;
const mostPixels = 48e6;

interface Shown {
  readonly picture: Picture;
  look(): Look;
}

/** All of it at actual size; nothing is pointed at or chosen. */
function everything({ picture, look }: Shown, scale: number): [Look, Window] {
  const plain = { ...look(), hovered: null, chosen: null };
  return [
    plain,
    {
      left: -border,
      top: -border,
      right: picture.width + border,
      bottom: picture.height + border,
      scale,
      labels: [],
      names: [],
    },
  ];
}

export function exportSvg(shown: Shown): string {
  const { width, height } = shown.picture;
  const pen = new SvgPen();
  const [look, window] = everything({ picture: shown.picture, look: () => shown.look() }, 1);
  paint(pen, shown.picture, look, window);
  const [w, h] = [Math.ceil(width + 2 * border), Math.ceil(height + 2 * border)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${-border} ${-border} ${w} ${h}" font-family="${escaped(fontFamily())}">`,
    `<rect x="${-border}" y="${-border}" width="${w}" height="${h}" fill="${look.inks.ground}"/>`,
    ...pen.parts,
    "</svg>",
  ].join("\n");
}

export function exportPng(shown: Shown): Promise<Blob> {
  const [width, height] = [shown.picture.width + 2 * border, shown.picture.height + 2 * border];
  const scale = Math.min(
    2,
    largest,
    mostSide / width,
    mostSide / height,
    Math.sqrt(mostPixels / (width * height)),
  );
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.floor(width * scale));
  canvas.height = Math.max(1, Math.floor(height * scale));
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  const [look, window] = everything({ picture: shown.picture, look: () => shown.look() }, scale);
  pen.fillStyle = look.inks.ground;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(scale, 0, 0, scale, border * scale, border * scale);
  paint(new CanvasPen(pen), shown.picture, look, window);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) =>
      blob ? done(blob) : fail(new Error("The picture is too large for this browser.")),
    ),
  );
}
