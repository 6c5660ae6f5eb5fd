/** The keyboard on the picture. */
import { neighbour, topmost, type Way } from "./neighbours";
import type { Stage } from "./stage";

const ways: Record<string, Way> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};
const shifts: Record<string, readonly [number, number]> = {
  ArrowUp: [0, 80],
  ArrowDown: [0, -80],
  ArrowLeft: [80, 0],
  ArrowRight: [-80, 0],
};
const step = 1.25;

export const helped =
  "Arrow keys go along the edges, Enter opens and closes, plus and minus come closer and go away, 0 shows all, Shift with the arrow keys moves the view, Escape lets go";

export function pressed(stage: Stage, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (act(stage, event.key, event.shiftKey)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

/** True where the key means something here. */
function act(stage: Stage, key: string, shift: boolean): boolean {
  const way = ways[key];
  if (way && shift) stage.view.pan(...(shifts[key] as [number, number]));
  else if (way) go(stage, way);
  else if (key === "Enter" || key === " ") toggle(stage);
  else if (key === "Escape") return letGo(stage);
  else if (key === "Home") choose(stage, first(stage));
  else if (key === "+" || key === "=") stage.view.zoom(step);
  else if (key === "-") stage.view.zoom(1 / step);
  else if (key === "0") stage.view.fit();
  else return false;
  return true;
}

function go(stage: Stage, way: Way): void {
  const chosen = stage.props.chosen.peek();
  const shown = chosen !== null && stage.picture.byPath.has(chosen);
  choose(stage, shown ? neighbour(stage.picture, chosen, way) : first(stage));
}

function first({ picture }: Stage): string | null {
  const root = picture.planes[0];
  return (root && topmost(root)?.node.path) ?? null;
}

function choose(stage: Stage, path: string | null): void {
  if (path === null) return;
  stage.props.onChoose(path);
  const item = stage.picture.byPath.get(path);
  if (item) stage.view.reveal(item);
}

function toggle(stage: Stage): void {
  const item = stage.picture.byPath.get(stage.props.chosen.peek() ?? "");
  if (item) stage.toggle(item.node);
}

function letGo({ props }: Stage): boolean {
  if (props.chosen.peek() === null) return false;
  props.onChoose(null);
  return true;
}
