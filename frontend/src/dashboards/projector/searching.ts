/** Points found by what is said about them. */
import { computed } from "@preact/signals";
import { columns } from "./labels";
import type { LabelColumn } from "./requests";
import { projector } from "./state";

export interface Hits {
  readonly rows: Uint32Array;
  /** The column of the first hit, by which hits are listed. */
  readonly column: LabelColumn | null;
  /** One sentence on why the text is no regular expression, or "". */
  readonly error: string;
}

const none: Hits = { rows: new Uint32Array(), column: null, error: "" };

/** Tells whether a text is looked for; a text that is none that can be looked for is a SyntaxError. */
function matcher(query: string, regex: boolean): (text: string) => boolean {
  if (regex) {
    const pattern = new RegExp(query, "i");
    return (text) => pattern.test(text);
  }
  const wanted = query.toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}

export const hits = computed<Hits>(() => {
  const query = projector.query.value;
  if (!query) return none;
  const searched = columns.value.filter(
    ({ name }) => !projector.queryColumn.value || name === projector.queryColumn.value,
  );
  try {
    return found(searched, matcher(query, projector.regex.value));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(": ").pop() ?? "") : "";
    return {
      ...none,
      error: `Not a regular expression: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`,
    };
  }
});

/** Values are looked at once each, however many points have them. */
function found(searched: readonly LabelColumn[], fits: (text: string) => boolean): Hits {
  const size = searched[0]?.codes.length ?? 0;
  const mask = new Uint8Array(size);
  let first: LabelColumn | null = null;
  for (const column of searched) {
    const wanted = Uint8Array.from(column.values, (text) => (fits(text) ? 1 : 0));
    if (!wanted.includes(1)) continue;
    first ??= column;
    for (let row = 0; row < size; row++) if (wanted[column.codes[row] as number]) mask[row] = 1;
  }
  const rows: number[] = [];
  for (let row = 0; row < size; row++) if (mask[row]) rows.push(row);
  return { rows: Uint32Array.from(rows), column: first, error: "" };
}

/** How many points a search in one column finds; 0 for what is no regular expression. */
export function countOf(query: string, regex: boolean, name: string): number {
  const column = columns.value.find((one) => one.name === name);
  if (!column) return 0;
  try {
    return found([column], matcher(query, regex)).rows.length;
  } catch {
    return 0;
  }
}
