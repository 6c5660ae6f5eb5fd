/** The menu of a row: pin, move, fold, hide. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { whenLeft } from "../../ui/leave";
import type { Picture } from "./picture";
import { hide, movePin, toggleFold, togglePin } from "./rows";
import { nameOf } from "./scene/gutter";
import type { Row } from "./scene/types";
import { state } from "./state";

interface Open {
  readonly picture: Picture;
  readonly row: Row;
  readonly x: number;
  readonly y: number;
}

const open = signal<Open | null>(null);

export function openMenu(picture: Picture, row: Row, at: { readonly x: number; readonly y: number }): void {
  open.value = { picture, row, ...at };
}

const close = () => {
  open.value = null;
};

const width = 190;

export function RowMenu() {
  const ref = useRef<HTMLDivElement>(null);
  const now = open.value;
  useEffect(() => {
    if (!now) return undefined;
    ref.current?.querySelector("button")?.focus();
    return whenLeft(ref.current, close);
  }, [now]);
  if (!now) return null;
  const { picture, row } = now;
  const move = (by: 1 | -1) => {
    if (row.kind === "process") return;
    if (row.pinned) movePin(row.key, by);
    else picture.rows.move(row.key, by);
  };
  const left = Math.min(now.x, innerWidth - width - 8);
  const top = Math.min(now.y, innerHeight - 190);
  return (
    <div
      ref={ref}
      class="popover tl-menu"
      role="menu"
      aria-label={`What to do with ${nameOf(row)}`}
      style={{ left: `${left}px`, top: `${top}px`, width: `${width}px` }}
    >
      {row.kind !== "counter" && (
        <Item act={() => toggleFold(row.key)}>{row.folded ? "Unfold" : "Fold"}</Item>
      )}
      {row.kind !== "process" && (
        <Item act={() => togglePin(row.key)}>{row.pinned ? "Unpin" : "Pin at the top"}</Item>
      )}
      {row.kind !== "process" && <Item act={() => move(-1)}>Move up</Item>}
      {row.kind !== "process" && <Item act={() => move(1)}>Move down</Item>}
      <Item act={() => hide(row.key)}>Hide</Item>
      {state.hidden.value.size > 0 && (
        <Item
          act={() => {
            state.hidden.value = new Set();
          }}
        >{`Show all ${state.hidden.value.size} hidden`}</Item>
      )}
    </div>
  );
}

function Item({ act, children }: { act: () => void; children: string }) {
  return (
    <button
      type="button"
      role="menuitem"
      onClick={() => {
        act();
        close();
      }}
    >
      {children}
    </button>
  );
}
