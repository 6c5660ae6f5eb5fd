/** The corner of a card: drag it, or focus it and use the arrow keys, to give the card more of the grid. */
import { signal } from "@preact/signals";
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

export function Corner({ card }: { card: string }) {
  const [columns, rows] = sizeOf(card);
  const drag = (event: PointerEvent) => {
    const element = event.currentTarget as HTMLElement;
    if (!element.hasPointerCapture(event.pointerId)) return;
    const slot = element.closest(".card-slot")?.getBoundingClientRect();
    if (!slot) return;
    const [now, high] = sizeOf(card);
    const table = charts.tables.peek().has(card) ? 1 : 0;
    setSize(
      card,
      Math.round((event.clientX - slot.left) / (slot.width / Math.min(now, gridColumns.peek()))),
      Math.round((event.clientY - slot.top) / (slot.height / (high + table))) - table,
    );
  };
  return (
    <button
      type="button"
      class="corner"
      aria-label={`Size: ${columns} by ${rows}; arrow keys change it`}
      title="Drag to resize; a double click brings the usual size back"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
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
