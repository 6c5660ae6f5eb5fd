/** Where the arrow keys lead: down along the data and into open scopes, up against it, sideways to what stands there. */
import type { Item, Picture, Plane } from "./picture";

export type Way = "up" | "down" | "left" | "right";

export function neighbour(picture: Picture, path: string, way: Way): string | null {
  const item = picture.byPath.get(path);
  if (!item) return null;
  if (way === "left" || way === "right") return sideways(item, way === "left" ? -1 : 1);
  return (way === "down" ? downwards(picture, item) : upwards(item)) ?? below(item, way);
}

function downwards(picture: Picture, item: Item): string | null {
  if (item.open) {
    const inner = picture.planes.find(({ path }) => path === item.node.path);
    const first = inner && topmost(inner);
    if (first) return first.node.path;
  }
  let at: Item | null = item;
  while (at) {
    const found = nearestEnd(at, "from", "to");
    if (found) return found;
    at = at.level.box;
  }
  return null;
}

function upwards(item: Item): string | null {
  return nearestEnd(item, "to", "from") ?? item.level.box?.node.path ?? null;
}

/** Of the nodes at the other ends of its edges the one that stands nearest; data before control. */
function nearestEnd(item: Item, own: "from" | "to", other: "from" | "to"): string | null {
  const ends = new Map<string, number>();
  for (const line of item.level.lines)
    if (line[own] === item.node.path && line[other] && !line.loop)
      ends.set(line[other], line.control ? 1e6 : 0);
  let [best, least] = [null as string | null, Number.POSITIVE_INFINITY];
  for (const end of item.level.items) {
    const late = ends.get(end.node.path);
    if (late === undefined) continue;
    const away = late + Math.hypot(middleOf(end) - middleOf(item), end.y - item.y);
    if (away < least) [best, least] = [end.node.path, away];
  }
  return best;
}

function sideways(item: Item, sign: number): string | null {
  let [best, least] = [null as string | null, Number.POSITIVE_INFINITY];
  for (const other of item.level.items) {
    const by = sign * (middleOf(other) - middleOf(item));
    if (other === item || by <= 0) continue;
    const apart = Math.max(0, other.y - (item.y + item.h), item.y - (other.y + other.h));
    const away = by + 20 * apart;
    if (away < least) [best, least] = [other.node.path, away];
  }
  return best;
}

/** For nodes without edges: what stands above or below. */
function below(item: Item, way: Way): string | null {
  const sign = way === "down" ? 1 : -1;
  let [best, least] = [null as string | null, Number.POSITIVE_INFINITY];
  for (const other of item.level.items) {
    const by = sign * (other.y - item.y);
    if (by < item.h / 2) continue;
    const away = by + 2 * Math.abs(middleOf(other) - middleOf(item));
    if (away < least) [best, least] = [other.node.path, away];
  }
  return best;
}

export function topmost({ items, box }: Plane): Item | null {
  const middle = box ? middleOf(box) : 0;
  const height = (item: Item) => item.y + (box ? Math.abs(middleOf(item) - middle) * 0.01 : item.x * 0.001);
  return items.reduce<Item | null>(
    (best, item) => (best && height(best) <= height(item) ? best : item),
    null,
  );
}

function middleOf({ x, w }: Item): number {
  return x + w / 2;
}
