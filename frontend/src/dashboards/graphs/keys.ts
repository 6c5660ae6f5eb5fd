/** The keys of the Graphs tab, beside those that the picture itself has. */
import { within } from "./bar";
import { stepHit } from "./finding";
import { collapseAll, expandAll, handle } from "./going";
import { turnTrace } from "./marking";
import { graphs } from "./state";

const actions: Record<string, () => void> = {
  s: () => {
    const field = document.getElementById("graph-search") as HTMLInputElement | null;
    field?.focus();
    field?.select();
  },
  "[": () => stepHit(-1),
  "]": () => stepHit(1),
  e: () => void expandAll(within()),
  c: collapseAll,
  i: () => turnTrace("inputs"),
  o: () => turnTrace("outputs"),
  b: () => {
    graphs.table.value = !graphs.table.peek();
  },
  "0": () => handle.peek()?.fit(),
};

/** Starts listening; the result ends that. */
export function listen(): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if ((event.target as Element).closest?.("input, textarea, select, dialog")) return;
    const act = actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
