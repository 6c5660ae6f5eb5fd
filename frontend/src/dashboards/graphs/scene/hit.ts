/** What is at a point of the plane: the innermost node, or a small one beside its user. */
import { sizes, smallLabel, widthOf } from "./labels";
import { box } from "./layout/shapes";
import { sign } from "./looks";
import type { Item, Mark, Picture } from "./picture";
import type { GraphNode } from "./types";

export interface Hit {
  readonly node: GraphNode;
  readonly item: Item | null;
  /** The sign that opens or closes was met. */
  readonly sign: boolean;
}

/** Pixels of the window from the upper edge of an open scope that are its name, at least. */
const leastName = 14;

export function hitAt({ planes }: Picture, x: number, y: number, scale: number): Hit | null {
  for (let i = planes.length - 1; i >= 0; i--) {
    const plane = planes[i];
    if (!plane || (plane.box && !inside(plane.box, x, y))) continue;
    const item = plane.items.find((one) => inside(one, x, y));
    // What is open is met at its name, also where that is small; the rest of it is the ground for what is in it.
    if (item?.open && y > item.y + Math.max(box.head, leastName / scale)) continue;
    if (item) return { node: item.node, item, sign: scale > 0.4 && onSign(item, x) };
    const mark = plane.marks.find((one) => onMark(one, x, y));
    if (mark) return { node: mark.node, item: null, sign: false };
  }
  return null;
}

function inside({ x: left, y: top, w, h }: Item, x: number, y: number): boolean {
  return x >= left && x <= left + w && y >= top && y <= top + h;
}

function onSign({ node, x: left, w }: Item, x: number): boolean {
  return node.expandable && x >= left + w - sign - 8;
}

function onMark({ node, x: end, y: middle, to }: Mark, x: number, y: number): boolean {
  if (Math.abs(y - middle) > 7) return false;
  const width = widthOf(smallLabel(node.label), sizes.small) + 4;
  return end < to ? x <= end + 4 && x >= end - width : x >= end - 4 && x <= end + width;
}
