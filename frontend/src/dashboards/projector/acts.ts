/** What can be done with points: chosen, selected, isolated, hidden, tagged. */
import { batch } from "@preact/signals";
import { things } from "../../plot/formats";
import { nameOf } from "./labels";
import { counted, hidden, maskOf, rowsOfMask } from "./seen";
import { passing, projector } from "./state";
import { tagRows } from "./tags";

/** Tells a screen reader; what is said twice is read twice. */
export function say(sentence: string): void {
  passing.said.value = passing.said.peek() === sentence ? `${sentence}\u00a0` : sentence;
}

export function choosePoint(row: number | null): void {
  projector.point.value = row;
  if (row !== null) say(`${nameOf(row)}, row ${row}, chosen.`);
}

/** A click on a point: alone it is chosen, additively it joins or leaves the selection. */
export function pick(row: number | null, additive: boolean): void {
  if (additive) {
    if (row !== null) select(Uint32Array.of(row), true);
    return;
  }
  if (row === null && projector.point.peek() === null) select(new Uint32Array(), false);
  choosePoint(row);
}

/** Selects rows; additively those that are selected already leave if all of them are. */
export function select(rows: Uint32Array, additive: boolean): void {
  const before = projector.selection.peek();
  projector.selection.value = additive ? joined(before, rows) : rows;
  const now = projector.selection.peek().length;
  say(now ? `${things(now, "point")} selected.` : "No point is selected.");
}

function joined(before: Uint32Array, more: Uint32Array): Uint32Array {
  const all = new Set(before);
  const leaves = more.every((row) => all.has(row));
  for (const row of more) {
    if (leaves) all.delete(row);
    else all.add(row);
  }
  return Uint32Array.from(all).sort();
}

/** All that are seen and not selected. */
export function invertSelection(): void {
  const size = counted.peek().rows;
  const mask = maskOf(projector.selection.peek(), size).map((on) => 1 - on);
  const away = hidden.peek();
  if (away) for (let row = 0; row < size; row++) if (away[row]) mask[row] = 0;
  select(rowsOfMask(mask), false);
}

export function isolate(rows: Uint32Array): void {
  batch(() => {
    projector.isolated.value = rows;
    projector.selection.value = new Uint32Array();
  });
  say(`${things(rows.length, "point")} isolated.`);
}

export function hide(rows: Uint32Array): void {
  batch(() => {
    projector.hidden.value = Uint32Array.from(new Set([...projector.hidden.peek(), ...rows])).sort();
    projector.selection.value = new Uint32Array();
  });
  say(`${things(rows.length, "point")} hidden.`);
}

export function showAll(): void {
  batch(() => {
    projector.isolated.value = null;
    projector.ofIsolated.value = false;
    projector.hidden.value = new Uint32Array();
    projector.off.value = new Set();
  });
  say("All points are shown.");
}

export function tag(rows: Uint32Array, text: string): void {
  const tidy = text.replace(/[\t\r\n]/g, " ").trim();
  tagRows(rows, tidy);
  say(
    tidy
      ? `${things(rows.length, "point")} tagged “${tidy}”.`
      : `The tags of ${things(rows.length, "point")} are gone.`,
  );
}
