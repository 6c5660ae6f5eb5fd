/** The list of runs: only the rows in view exist, and one of them is the one that keys act on. */
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { runNames } from "../listing";
import { hold, matching, runPattern, selectOnly, shownNames, toggle } from "../selection";
import { branching, fold, type Item, items, unfoldTo } from "../tree";
import { passing } from "../view";
import { openMenu } from "./runmenu";
import { BranchRow, RunRow, rowHeight } from "./runrow";
import { useWindow } from "./virtual";

const active = signal(0);
const flashLasts = 1500;

export function RunList() {
  const rows = items.value;
  const { ref, from, to, reveal, page } = useWindow(rows.length, rowHeight);
  const pattern = runPattern.value.pattern?.source;
  useLayoutEffect(() => ref.current?.scrollTo(0, 0), [pattern]);
  useReveal(reveal);
  const at = Math.min(active.value, rows.length - 1);
  const tree = branching.value;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role depends on what it lists
    <div
      ref={ref}
      class="runs"
      id="run-list"
      {...{
        tabIndex: 0,
        role: tree ? "tree" : "listbox",
        "aria-label": "Runs",
        "aria-multiselectable": true,
        "aria-activedescendant": rows.length ? `run-${at}` : undefined,
      }}
      onKeyDown={(event) => press(event, at, page, reveal)}
      onContextMenu={(event) => openFor(event, rows[at])}
      onMouseLeave={() => {
        passing.hoveredRun.value = null;
      }}
    >
      <div class="rows" style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(from, to).map((item, i) => {
          const row = {
            row: from + i,
            total: rows.length,
            active: from + i === at,
            onSwitch: switchOver,
            onPick: pick,
          };
          return item.kind === "run" ? (
            <RunRow key={item.run} item={item} tree={tree} {...row} />
          ) : (
            <BranchRow key={`/${item.id}`} branch={item} {...row} />
          );
        })}
      </div>
      {!rows.length && runNames.value.length > 0 && <p class="panel-note">No run matches this filter.</p>}
    </div>
  );
}

/** Brings a run that was asked for into view, and lets it flash for a while. */
function useReveal(toRow: (row: number) => void): void {
  const asked = passing.revealed.value;
  useEffect(() => {
    if (!asked || !matching.peek().includes(asked.run)) return;
    if (matchMedia("(max-width: 720px)").matches) passing.drawer.value = true;
    unfoldTo(asked.run);
    const row = items.peek().findIndex((item) => item.kind === "run" && item.run === asked.run);
    active.value = row;
    // The rows that were unfolded take a frame to make room for the scroll.
    requestAnimationFrame(() => toRow(row));
    const timer = setTimeout(() => {
      passing.revealed.value = null;
    }, flashLasts);
    return () => clearTimeout(timer);
  }, [asked]);
}

function runsOf(item: Item | undefined): readonly string[] {
  if (!item) return [];
  return item.kind === "run" ? [item.run] : item.runs;
}

/** Switches a row over, or with Shift all from the active one to it, alike. */
function switchOver(row: number, extend: boolean): void {
  const rows = items.peek();
  const here = runsOf(rows[row]);
  const [first, last] = extend ? [active.peek(), row].sort((a, b) => a - b) : [row, row];
  const all = rows.slice(first, (last ?? row) + 1).flatMap(runsOf);
  toggle(all, !here.every((name) => shownNames.peek().has(name)));
  active.value = row;
}

/** A click on the name: a run stands out among the curves, a branch folds. */
function pick(row: number): void {
  const item = items.peek()[row];
  active.value = row;
  if (item?.kind === "run") hold(item.run);
  else if (item) fold(item.id, !item.open);
}

/** The key for menus has no place of its own, so the menu opens at the active row; a pointer's has its row's. */
function openFor(event: MouseEvent, item: Item | undefined): void {
  const under = (event.target as Element).closest<HTMLElement>("[data-run]");
  const row = under ?? document.querySelector<HTMLElement>(".run.active");
  const run = under?.dataset.run ?? (item?.kind === "run" ? item.run : undefined);
  if (run === undefined || !row) return;
  event.preventDefault();
  openMenu(run, row);
}

function openAt(run: string, row: number): void {
  const element = document.getElementById(`run-${row}`);
  if (element) openMenu(run, element);
}

function press(event: KeyboardEvent, at: number, page: number, reveal: (row: number) => void): void {
  const rows = items.peek();
  const item = rows[at];
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: rows.length - 1,
  };
  const row = moves[event.key] ?? sideways(event.key, rows, at);
  if (row !== undefined) {
    active.value = Math.max(0, Math.min(rows.length - 1, row));
    reveal(active.value);
  } else if (event.key === " ") switchOver(at, event.shiftKey);
  else if (event.key === "Enter" && item) selectOnly(runsOf(item));
  else if (event.key === "h") pick(at);
  else if (event.key === "m" && item?.kind === "run") openAt(item.run, at);
  else if (event.key === "Escape" && passing.heldRun.peek() !== null) hold(null);
  else return;
  event.preventDefault();
}

/** Left folds a branch or goes to the one above; right unfolds it or goes into it. Gives the row to go to. */
function sideways(key: string, rows: readonly Item[], at: number): number | undefined {
  const item = rows[at];
  if (!item || (key !== "ArrowLeft" && key !== "ArrowRight")) return undefined;
  const right = key === "ArrowRight";
  if (item.kind === "branch" && item.open !== right) {
    fold(item.id, right);
    return at;
  }
  if (right) return item.kind === "branch" ? at + 1 : at;
  let above = at - 1;
  while (above >= 0 && (rows[above]?.depth ?? 0) >= item.depth) above--;
  return above < 0 ? at : above;
}
