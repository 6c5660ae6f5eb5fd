/** Draws the picture, or the part of it that is seen: levels from the outermost inwards, in each the edges below the nodes. */

import type { Inks } from "./inks";
import { sizes } from "./labels";
import { labelsFrom, paintLabel, paintLine } from "./paintlines";
import { paintBox, paintMark, paintNames, paintNode } from "./paintnodes";
import type { Pen } from "./pens";
import type { Item, Line, Picture, Plane } from "./picture";
import type { GraphNode, Mark } from "./types";

export interface Look {
  readonly inks: Inks;
  readonly colourOf: (node: GraphNode) => string;
  readonly marks: ReadonlyMap<string, Mark>;
  readonly chosen: string | null;
  readonly hovered: string | null;
  /** Scopes whose content is awaited, and those that could not be opened. */
  readonly loading: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, string>;
  /** How much of what came last is there yet, from 0 to 1, and what that is. */
  readonly fresh: { readonly paths: ReadonlySet<string>; readonly share: number };
}

/** The part of the plane that is seen. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly scale: number;
  /** The shapes that are written so far. */
  readonly labels: { x: number; y: number; half: number }[];
  /** Open scopes whose names are still to be written. */
  readonly names: Item[];
}

export function paint(pen: Pen, picture: Picture, look: Look, window: Window): void {
  const hidden = new Set<Plane>();
  for (const plane of picture.planes) {
    const { box } = plane;
    if (box) {
      // A box of a few pixels shows nothing of what is in it.
      if (hidden.has(box.level) || !seen(box, window) || box.w * window.scale < 6) {
        hidden.add(plane);
        continue;
      }
      pen.begin(box.node.path, alphaOf(look, plane.path));
      paintBox(pen, box, plane.depth, look, window);
      pen.end();
    }
    paintPlane(pen, plane, look, window);
  }
  paintNames(pen, look, window);
}

function paintPlane(pen: Pen, plane: Plane, look: Look, window: Window): void {
  const alpha = look.fresh.paths.has(plane.path) ? look.fresh.share : 1;
  const lit: Line[] = [];
  const written: Line[] = [];
  pen.begin("", alpha);
  for (const line of plane.lines) {
    if (line.right < window.left || line.left > window.right) continue;
    if (line.bottom < window.top || line.top > window.bottom) continue;
    if (look.hovered && (line.from === look.hovered || line.to === look.hovered)) lit.push(line);
    else {
      paintLine(pen, line, look, window, false);
      if (line.label && window.scale >= labelsFrom) written.push(line);
    }
  }
  for (const line of lit) paintLine(pen, line, look, window, true);
  for (const line of lit) paintLabel(pen, line, look, window, true);
  for (const line of written) paintLabel(pen, line, look, window, false);
  pen.end();
  for (const mark of plane.marks)
    if (mark.y > window.top - 20 && mark.y < window.bottom + 20) paintMark(pen, mark, look, window, alpha);
  if (plane.margin && 11 * window.scale > 5)
    pen.text("set aside", plane.margin.x, plane.margin.y - 12, {
      size: sizes.small,
      colour: look.inks.faint,
      align: "left",
    });
  for (const item of plane.items) {
    if (item.open || !seen(item, window)) continue;
    pen.begin(item.node.path, alpha);
    paintNode(pen, item, look, window);
    pen.end();
  }
}

function alphaOf(look: Look, path: string): number {
  return look.fresh.paths.has(path) ? look.fresh.share : 1;
}

export function seen({ x, y, w, h }: Item, { left, top, right, bottom }: Window): boolean {
  return x <= right + 8 && x + w >= left - 8 && y <= bottom + 8 && y + h >= top - 8;
}
