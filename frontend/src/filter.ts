/** A filter as it is typed: a case-insensitive regular expression that may be unfinished. */
import { computed, type ReadonlySignal } from "@preact/signals";

export interface Filter {
  /** The last expression that made sense; null matches everything. */
  readonly pattern: RegExp | null;
  /** One sentence on why the text is not an expression, or "". */
  readonly error: string;
}

export function lastGood(text: ReadonlySignal<string>): ReadonlySignal<Filter> {
  let good: RegExp | null = null;
  return computed(() => {
    try {
      good = text.value ? new RegExp(text.value, "i") : null;
      return { pattern: good, error: "" };
    } catch (error) {
      return { pattern: good, error: explain(error) };
    }
  });
}

/** Browsers say "Invalid regular expression: /…/i: Unterminated group"; the last part is what helps. */
function explain(error: unknown): string {
  const reason =
    String(error instanceof Error ? error.message : error)
      .split(": ")
      .pop() ?? "";
  const plain = reason.charAt(0).toLowerCase() + reason.slice(1);
  return `Not a regular expression: ${plain}. Still showing the last one that was.`;
}
