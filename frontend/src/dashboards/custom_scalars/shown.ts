/** The layout that is shown: all runs' as one, one run's, or one that was made here or came with the address. */
import { computed, signal } from "@preact/signals";
import { addLayout, type Category, chosenLayout, linkedLayout, ownLayouts } from "../../layouts";
import { carried } from "./carried";

export interface Shown {
  /** As `chosenLayout` has it. */
  readonly choice: string;
  readonly name: string;
  readonly categories: readonly Category[];
  /** "own": this browser's, which can be changed; "linked": came with the address and is not kept; "log": a run's. */
  readonly from: "own" | "linked" | "log";
  /** What is wrong with it, a sentence each. */
  readonly problems: readonly string[];
}

/** The layout; null while it is not known, or a sentence on why there is none. */
export const shown = computed<Shown | string | null>(() => {
  const choice = chosenLayout.value || usual.value;
  if (choice.startsWith("own:")) return ofBrowser(choice);
  if (!carried.value) return null;
  if (choice.startsWith("run:")) return ofRun(choice);
  if (choice !== "all") return "No run carries a layout yet, and none was made in this browser.";
  const { layouts, merged } = carried.value;
  const problems = layouts.flatMap(({ problem }) => problem ?? []);
  return { choice, name: allName(layouts.length), categories: merged, from: "log", problems };
});

export function allName(layouts: number): string {
  return layouts > 1 ? "All runs' layouts" : "The run's layout";
}

/** What is shown where nothing was chosen. */
const usual = computed(() => {
  if (carried.value?.layouts.length) return "all";
  const [first] = ownLayouts.value;
  return carried.value && first ? `own:${first.id}` : "";
});

function ofBrowser(choice: string): Shown | string {
  const id = choice.slice(4);
  const own = ownLayouts.value.find((layout) => layout.id === id);
  if (own) return { ...own, choice, from: "own", problems: [] };
  const linked = linkedLayout.value;
  if (linked?.id === id) return { ...linked, choice, from: "linked", problems: [] };
  return "The layout that this address names is not in this browser: save it as a file where it was made, and open that here.";
}

function ofRun(choice: string): Shown | string {
  const run = choice.slice(4);
  const found = carried.value?.layouts.find((layout) => layout.run === run);
  if (!found) return `The run “${run}” carries no layout.`;
  const problems = found.problem ? [found.problem] : [];
  return { choice, name: run, categories: found.categories, from: "log", problems };
}

/** The id of the layout shown, where it can be changed; else "". */
export const ownShown = computed(() => {
  const now = shown.value;
  return now && typeof now === "object" && now.from === "own" ? now.choice.slice(4) : "";
});

/** Whether the layout shown is being changed. */
export const editing = signal(false);

/** Shows a layout of this browser. */
export function show({ id }: { readonly id: string }): void {
  chosenLayout.value = `own:${id}`;
}

export function startLayout(): void {
  show(addLayout({ name: "My layout", categories: [{ title: "charts", closed: false, charts: [] }] }));
  editing.value = true;
}
