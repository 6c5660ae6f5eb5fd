/** A text as elements: its HTML, which the server has cleaned, or its source; with what a search found marked. */
import type { Text } from "./list";
import type { Form } from "./state";

const mostMarks = 2000;

export function fill(element: HTMLElement, text: Text, form: Form): void {
  if (form === "raw") element.replaceChildren(source(text));
  else element.innerHTML = text.html ?? "";
  for (const table of element.querySelectorAll("table")) holdTable(table);
  mark(element, text.words ?? []);
}

function source({ rows = [], single = true }: Text): Node {
  if (single) return preformatted(rows[0]?.[0] ?? "");
  const table = document.createElement("table");
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const cell of row) line.insertCell().append(preformatted(cell));
  }
  return table;
}

function preformatted(text: string): HTMLElement {
  const element = document.createElement("pre");
  element.className = "source";
  element.textContent = text;
  return element;
}

/** Lets a table that is too wide scroll by itself. */
function holdTable(table: HTMLTableElement): void {
  const frame = document.createElement("div");
  frame.className = "text-table";
  table.replaceWith(frame);
  frame.append(table);
}

/** Marks these words wherever they stand. */
export function mark(element: HTMLElement, words: readonly string[]): void {
  if (!words.length) return;
  const longestFirst = [...words].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(literally).join("|"), "g");
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes: Text_[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node as Text_);
  let left = mostMarks;
  for (const node of nodes) left -= markIn(node, pattern, left);
}

type Text_ = globalThis.Text;

/** A regular expression for exactly this text; spaces may have been kept from vanishing. */
function literally(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "[ \u00a0]");
}

function markIn(node: Text_, pattern: RegExp, most: number): number {
  const found = [...node.data.matchAll(pattern)].slice(0, Math.max(0, most));
  for (const match of found.reverse()) {
    const word = node.splitText(match.index);
    word.splitText(match[0].length);
    const marked = document.createElement("mark");
    word.replaceWith(marked);
    marked.append(word);
  }
  return found.length;
}
