/** The nodes that are seen, as a tree for those who do not see them; it lies over the picture and has its focus. */
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { helped, pressed } from "./keys";
import type { Item } from "./picture";
import type { Stage } from "./stage";
import { kindOf } from "./told";

/** So many are told of; the nearest to the middle. */
const most = 250;

export function Tree({ stage, of }: { stage: Stage; of: RefObject<HTMLDivElement | null> }) {
  const settled = stage.settled.value;
  useLayoutEffect(() => {
    stage.canvas.dataset.rest = "yes";
  }, [settled]);
  const chosen = stage.props.chosen.value;
  const shown = shownItems(stage, chosen);
  const active = shown.findIndex(({ node }) => node.path === chosen);
  return (
    <div
      ref={of}
      class="graph-nodes"
      role="tree"
      tabIndex={0}
      aria-label={`Graph, ${stage.picture.byPath.size} nodes. ${helped}`}
      aria-activedescendant={active < 0 ? undefined : `graph-node-${active}`}
      onKeyDown={(event) => pressed(stage, event)}
    >
      {shown.map((item, i) => (
        <Node key={item.node.path} id={`graph-node-${i}`} item={item} stage={stage} chosen={i === active} />
      ))}
    </div>
  );
}

function Node({ id, item, stage, chosen }: { id: string; item: Item; stage: Stage; chosen: boolean }) {
  const { node, x, y, w, h, open } = item;
  const { camera } = stage.view;
  const place = {
    left: `${x * camera.scale + camera.x}px`,
    top: `${y * camera.scale + camera.y}px`,
    width: `${w * camera.scale}px`,
    height: `${h * camera.scale}px`,
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the tree's
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus
    <div
      id={id}
      role="treeitem"
      data-node={node.path}
      aria-label={`${node.label}, ${kindOf(node)}`}
      aria-level={item.level.depth + 1}
      aria-expanded={node.expandable ? open : undefined}
      aria-selected={chosen}
      style={place}
      onClick={() => stage.props.onChoose(node.path)}
    />
  );
}

function shownItems(stage: Stage, chosen: string | null): Item[] {
  const { left, top, right, bottom } = stage.view.seen();
  const all = stage.picture.planes.flatMap(({ items }) => items);
  const inside = all.filter(
    ({ node, x, y, w, h }) =>
      node.path === chosen || (x <= right && x + w >= left && y <= bottom && y + h >= top),
  );
  if (inside.length <= most) return inside;
  const away = ({ x, y, w, h }: Item) =>
    Math.hypot(x + w / 2 - (left + right) / 2, y + h / 2 - (top + bottom) / 2);
  const near = new Set(
    inside
      .map((item) => ({ item, by: item.node.path === chosen ? 0 : away(item) }))
      .sort((a, b) => a.by - b.by)
      .slice(0, most)
      .map(({ item }) => item),
  );
  return inside.filter((item) => near.has(item));
}
