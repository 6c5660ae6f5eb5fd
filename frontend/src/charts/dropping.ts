/** One card dragged onto another: both in one chart. */
import { useState } from "preact/hooks";
import { join, type Spec } from "./spec";
import { charts, put } from "./state";

/** What a dragged card is known by to the page it is dragged over. */
const kind = "application/x-board-card";

let carried: Spec | null = null;

export function carry(event: DragEvent, spec: Spec): void {
  carried = spec;
  event.dataTransfer?.setData(kind, spec.key);
  event.dataTransfer?.setData("text/plain", spec.title);
}

/** Whether a card is being held over this one, and the handlers that take it. */
export function useDrop(spec: Spec) {
  const [over, setOver] = useState(false);
  const fits = (event: DragEvent) =>
    carried !== null && carried.key !== spec.key && event.dataTransfer?.types.includes(kind);
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!fits(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!(event.currentTarget as Element).contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      setOver(false);
      if (!fits(event) || !carried) return;
      event.preventDefault();
      drop(spec, carried);
    },
  };
  return [over, handlers] as const;
}

/** A combined card that is dragged goes up in the other one. */
function drop(target: Spec, source: Spec): void {
  if (!target.combined && source.combined) {
    join(source, target.tags);
    return;
  }
  join(target, source.tags);
  if (source.combined) put(charts.combined, source.key, null);
}
