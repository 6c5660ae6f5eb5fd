/** Draws nodes by what they are, and the boxes of open scopes. */
import { inkOn } from "./inks";
import { fitted, nodeLabel, sizes, smallLabel, widthOf } from "./labels";
import { box } from "./layout/shapes";
import { countText, isOp, labelSize, sign } from "./looks";
import type { Look, Window } from "./paint";
import type { Pen, Stroke } from "./pens";
import type { Item, Mark } from "./picture";

/** Letters lower than this on the screen are not drawn. */
const lowest = 5.2;

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
  const band = colour || inks.band;
  pen.box(x + 0.5, y + 0.5, w - 1, Math.min(h, box.head) - 0.5, 7, band);
  const ink = colour ? inkOn(colour) : inks.text;
  const size = Math.max(sizes.head, Math.min(10.5 / window.scale, 400));
  const room = w - (window.scale > 0.4 ? 3 * sign : 8);
  if (room * window.scale < 24) return;
  const label =
    size > sizes.head
      ? fitted(node.label, sizes.head, (room * sizes.head) / size)
      : nodeLabel(node.label, size);
  const half = (widthOf(label, sizes.head) * size) / sizes.head / 2;
  const [least, most] = [
    Math.max(x + 8, window.left + 8) + half,
    Math.min(x + w - 8, window.right - 8) - half,
  ];
  const middle = Math.max(Math.min(x + w / 2, most), Math.min(least, x + w - half));
  const halo1 = size > sizes.head ? { halo: colour || inks.band } : {};
  const bold = { bold: true };
  const line = y + Math.max(box.head, size * 1.3) / 2;
  pen.text(label, middle, line, { size, colour: ink, align: "center", ...bold, ...halo1 });
  if (window.scale > 0.4) {
    const at = x + w - sign / 2 - 6;
    pen.line(at - 3.5, y + box.head / 2, at + 3.5, y + box.head / 2, { colour: ink, width: 1.2 });
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
  const colours = {
    hit: inks.warn,
    input: inks.good,
    output: inks.accent,
    added: inks.good,
    removed: inks.bad,
    changed: inks.warn,
    inside: inks.faint,
  };
  if (mark) ring(1.5 * px, colours[mark], (mark === "inside" ? 1.2 : 2) * px);
  if (look.chosen === node.path) ring(3 * px, inks.accent, 2 * px);
  else if (look.hovered === node.path) ring(2 * px, inks.accent, 1 * px);
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
