/** Draws nodes by what they are, and the boxes of open scopes. */
import { inkOn } from "./inks";
import { nodeLabel, sizes, smallLabel, widthOf } from "./labels";
import { box } from "./layout/shapes";
import { countText, isOp, labelSize, sign } from "./looks";
import { markInk, markSigns } from "./marks";
import type { Look, Window } from "./paint";
import type { Pen, Stroke } from "./pens";
import type { Item, Mark } from "./picture";

/** Letters lower than this on the screen are not drawn. */
const lowest = 5.2;
/** Below this scale the bands of open scopes are too low for their names, which are so large on the screen then. */
const namesFrom = 0.75;
const farSize = 10.5;

export function paintNode(pen: Pen, item: Item, look: Look, window: Window): void {
  const { node, x, y, w, h } = item;
  const { inks } = look;
  const colour = look.colourOf(node);
  const op = isOp(node);
  const fill = colour || (op ? inks.panel : inks.card);
  const rim: Stroke = {
    colour: colour ? rimOf(colour, look) : inks.rim,
    width: Math.max(1, 0.5 / window.scale),
  };
  halo(pen, item, look, window, op ? h / 2 : 6);
  if (node.type === "series") {
    pen.box(x + 5, y - 5, w - 5, h, 6, fill, rim);
    pen.box(x + 2.5, y - 2.5, w - 3, h, 6, fill, rim);
  }
  if (node.type === "input" || node.type === "output") pointed(pen, item, fill, rim);
  else pen.box(x, y, w, h, op ? h / 2 : 6, fill, rim);
  if (node.type === "function") pen.box(x + 3, y + 4, 2.5, h - 8, 1, colour ? inkOn(colour) : inks.accent);
  const ink = colour ? inkOn(colour) : inks.text;
  nodeText(pen, item, { ink, faint: colour ? ink : inks.faint }, look, window);
}

/** A node's outline in the direction of the data. */
function pointed(pen: Pen, { node, x, y, w, h }: Item, fill: string, rim: Stroke): void {
  const tip = 7;
  const points =
    node.type === "input"
      ? [x, y, x + w, y, x + w - tip, y + h, x + tip, y + h]
      : [x + tip, y, x + w - tip, y, x + w, y + h, x, y + h];
  pen.shape(points, fill, rim);
}

interface Written {
  readonly ink: string;
  readonly faint: string;
}

function nodeText(pen: Pen, item: Item, { ink, faint }: Written, look: Look, window: Window): void {
  const { node, x, y, w, h } = item;
  const size = labelSize(node);
  if (size * window.scale < lowest) return;
  const middle = y + h / 2;
  const label = nodeLabel(node.label, size);
  const counted = countText(node);
  const end = (counted ? 7 + widthOf(counted, sizes.small) : 0) + (node.expandable ? sign + 2 : 0);
  const left = x + (w - end - widthOf(label, size)) / 2;
  pen.text(label, left, middle, { size, colour: ink, align: "left" });
  if (counted)
    pen.text(counted, x + w - 9 - (node.expandable ? sign : 0), middle, {
      size: sizes.small,
      colour: faint,
      align: "right",
    });
  if (node.expandable) signs(pen, x + w - sign / 2 - 4, middle, node.path, faint, look);
}

/** Plus; dots while the content is awaited, an exclamation mark where it could not be had. */
function signs(pen: Pen, x: number, y: number, path: string, colour: string, look: Look): void {
  const look1: Stroke = { colour, width: 1.2 };
  if (look.loading.has(path)) pen.text("…", x, y - 1, { size: 12, colour, align: "center" });
  else if (look.failed.has(path))
    pen.text("!", x, y, { size: 12, colour: look.inks.warn, align: "center", bold: true });
  else {
    pen.line(x - 3.5, y, x + 3.5, y, look1);
    pen.line(x, y - 3.5, x, y + 3.5, look1);
  }
}

/** An open scope: a band with its name, which stays in view, and the ground for what is in it. */
export function paintBox(pen: Pen, item: Item, depth: number, look: Look, window: Window): void {
  const { node, x, y, w, h } = item;
  const { inks } = look;
  const colour = look.colourOf(node);
  const rim: Stroke = {
    colour: colour ? rimOf(colour, look) : inks.rim,
    width: Math.max(1, 0.6 / window.scale),
  };
  halo(pen, item, look, window, 8);
  pen.box(x, y, w, h, 8, depth % 2 ? inks.panel : inks.card, rim);
  pen.box(x + 0.5, y + 0.5, w - 1, Math.min(h, box.head) - 0.5, 7, colour || inks.band);
  if (window.scale < namesFrom) {
    window.names.push(item);
    return;
  }
  const ink = colour ? inkOn(colour) : inks.text;
  boxName(pen, item, ink, window);
  const [at, middle] = [x + w - sign / 2 - 6, y + box.head / 2];
  pen.line(at - 3.5, middle, at + 3.5, middle, { colour: ink, width: 1.2 });
}

/** In the middle of the band, or of what is seen of it. */
function boxName(pen: Pen, { node, x, y, w }: Item, colour: string, { left, right }: Window): void {
  const label = nodeLabel(node.label, sizes.head);
  const half = widthOf(label, sizes.head) / 2;
  const [from, to] = [x + 8 + half, x + w - 2 * sign - half];
  const [least, most] = [Math.max(from, left + 8 + half), Math.min(to, right - 8 - half)];
  const middle = Math.max(from, Math.min(to, Math.max(least, Math.min(most, x + w / 2))));
  pen.text(label, middle, y + box.head / 2, { size: sizes.head, colour, align: "center", bold: true });
}

/** From far away names of open scopes are larger than their bands: those of the largest ones, as far as they do not meet. */
export function paintNames(pen: Pen, { inks, colourOf }: Look, { names, scale }: Window): void {
  const size = farSize / scale;
  const taken: { x: number; y: number; half: number }[] = [];
  for (const { node, x, y, w, h } of names.sort((a, b) => b.w * b.h - a.w * a.h)) {
    const label = nodeLabel(node.label, sizes.head);
    const half = (widthOf(label, sizes.head) * size) / sizes.head / 2;
    const at = { x: x + w / 2, y: y + size * 0.75, half };
    const clear = taken.every(
      (other) => Math.abs(other.x - at.x) > other.half + half || Math.abs(other.y - at.y) > size * 1.2,
    );
    if (2 * half > w - size || h < 2 * size || !clear) continue;
    taken.push(at);
    const halo = colourOf(node) || inks.band;
    const colour = colourOf(node) ? inkOn(halo) : inks.text;
    pen.text(label, at.x, at.y, { size, colour, align: "center", bold: true, halo });
  }
}

function rimOf(colour: string, { inks }: Look): string {
  return inkOn(colour) === "#ffffff" ? colour : inks.rim;
}

/** Around what is chosen, pointed at or marked. */
function halo(pen: Pen, { node, x, y, w, h }: Item, look: Look, { scale }: Window, round: number): void {
  const { inks } = look;
  const mark = look.marks.get(node.path);
  const px = Math.max(1, 1 / scale);
  const ring = (by: number, colour: string, width: number) =>
    pen.box(x - by, y - by, w + 2 * by, h + 2 * by, round + by, "", { colour, width });
  if (mark) ring(1.5 * px, markInk(mark, inks), (mark === "inside" ? 1.2 : 2) * px);
  if (mark && markSigns[mark]) badge(pen, x, y, markSigns[mark], markInk(mark, inks), px);
  if (look.chosen === node.path) ring(3 * px, inks.accent, 2 * px);
  else if (look.hovered === node.path) ring(2 * px, inks.accent, 1 * px);
}

/** A mark's sign on the corner of a node. */
function badge(pen: Pen, x: number, y: number, text: string, colour: string, px: number): void {
  const half = 6.5 * px;
  pen.box(x - half, y - half, 2 * half, 2 * half, half, colour);
  pen.text(text, x, y, { size: 11 * px, colour: inkOn(colour), align: "center", bold: true });
}

/** A small name beside the node that it feeds, or that feeds it. */
export function paintMark(pen: Pen, mark: Mark, look: Look, { scale }: Window, alpha: number): void {
  const { node, x, y, to, control, more } = mark;
  const { inks } = look;
  const lit = look.hovered === node.path || look.chosen === node.path;
  if (sizes.small * scale < lowest) return;
  const into = x < to;
  pen.begin(node.path, alpha);
  const colour = lit ? inks.accent : inks.edge;
  pen.line(x + (into ? 2 : -2), y, to, y, { colour, width: 1, ...(control ? { dash: [3, 2] } : {}) });
  const text = more ? `${more} more` : smallLabel(node.label);
  pen.text(text, x + (into ? -1 : 1), y, {
    size: sizes.small,
    colour: lit ? inks.accent : inks.dim,
    align: into ? "right" : "left",
  });
  pen.end();
}
