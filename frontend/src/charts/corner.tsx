/** The corner of a card: drag it, or focus it and use the arrow keys, to give the card more of the grid. */
import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { charts, put, type Size } from "./state";

const usual: Size = [1, 1];
const most: Size = [6, 4];

/** How many cards stand side by side; a card is never wider than that. */
export const gridColumns = signal(1);

function sizeOf(card: string): Size {
  return charts.sizes.value.get(card) ?? usual;
}

function setSize(card: string, columns: number, rows: number): void {
  const size: Size = [
    Math.max(1, Math.min(most[0], gridColumns.peek(), columns)),
    Math.max(1, Math.min(most[1], rows)),
  ];
  put(charts.sizes, card, size[0] === 1 && size[1] === 1 ? null : size);
}

export function sizeStyle(card: string): Record<string, string> | undefined {
  const [columns, rows] = sizeOf(card);
  const table = charts.tables.value.has(card) ? 1 : 0;
  if (columns === 1 && rows === 1 && !table) return undefined;
  return {
    gridColumn: `span ${Math.min(columns, gridColumns.value)}`,
    "--rows": String(rows),
    "--table": String(table),
  };
}

/** Where a card was, and how large one cell, as its corner was grasped: the card itself may move to another row. */
interface Grip {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly table: number;
}

export function Corner({ card }: { card: string }) {
  const [columns, rows] = sizeOf(card);
  const grip = useRef<Grip | null>(null);
  const grasp = (event: PointerEvent) => {
    const element = event.currentTarget as HTMLElement;
    const slot = element.closest(".card-slot")?.getBoundingClientRect();
    if (!slot) return;
    element.setPointerCapture(event.pointerId);
    const table = charts.tables.peek().has(card) ? 1 : 0;
    grip.current = {
      left: slot.left,
      top: slot.top,
      width: slot.width / Math.min(columns, gridColumns.peek()),
      height: slot.height / (rows + table),
      table,
    };
  };
  const drag = (event: PointerEvent) => {
    const from = grip.current;
    if (!from || !(event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId)) return;
    setSize(
      card,
      Math.round((event.clientX - from.left) / from.width),
      Math.round((event.clientY - from.top) / from.height) - from.table,
    );
  };
  return (
    <button
      type="button"
      class="corner"
      aria-label={`Size: ${columns} by ${rows}; arrow keys change it`}
      title="Drag to resize; a double click brings the usual size back"
      onPointerDown={grasp}
      onPointerMove={drag}
      onDblClick={() => setSize(card, 1, 1)}
      onKeyDown={(event) => {
        const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
        if (!by) return;
        event.preventDefault();
        setSize(card, columns + (by[0] ?? 0), rows + (by[1] ?? 0));
      }}
    />
  );
}
