/** Which tags the expressions of a layout find. The server tells: they are Python's, and may come from anybody. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { fetchMatches, type Match, ServerError } from "../../api";
import { tagsByKind } from "../../listing";
import { silence } from "../../live";

export type Matches = ReadonlyMap<string, Match>;

/** By expression; one that is missing has not been answered yet. */
export const matches = signal<Matches>(new Map());

/** Why there are no answers: one sentence, or "". */
export const matchesTrouble = signal("");

const settle = 150;
const patience = 5000;

/** Keeps the answers for some expressions up to date; the result ends it. */
export function keepMatches(expressions: ReadonlySignal<readonly string[]>): () => void {
  let answeredFor: readonly string[] | undefined;
  let asked = 0;
  let timer = 0;
  const ask = async (tags: readonly string[] | undefined) => {
    const wanted = expressions.peek();
    const number = ++asked;
    const same = tags === answeredFor;
    const unknown = wanted.filter((expression) => !same || !matches.peek().has(expression));
    if (!unknown.length) return;
    try {
      const found = await fetchMatches(unknown);
      if (number !== asked) return;
      const fresh = new Map(unknown.map((expression, i) => [expression, found[i] as Match]));
      matches.value = new Map(
        wanted.flatMap((expression) => {
          const match = fresh.get(expression) ?? matches.peek().get(expression);
          return match ? [[expression, match] as const] : [];
        }),
      );
      answeredFor = tags;
      matchesTrouble.value = "";
    } catch (error) {
      if (number !== asked) return;
      matchesTrouble.value = error instanceof ServerError ? error.message : silence;
      timer = window.setTimeout(() => void ask(tags), patience);
    }
  };
  const stop = effect(() => {
    expressions.value;
    const tags = tagsByKind.value.get("scalars");
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(tags), matches.peek().size ? settle : 0);
  });
  return () => {
    stop();
    clearTimeout(timer);
    asked++;
  };
}
