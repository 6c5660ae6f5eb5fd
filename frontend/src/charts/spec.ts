/** What a card is about: one tag, or several that share a chart. */
import { computed } from "@preact/signals";
import type { Margin } from "../layouts";
import { type Combined, charts, put } from "./state";
import { scalarTags } from "./wish";

export interface Spec {
  /** What the view knows the card by: the tag itself where it has one only. */
  readonly key: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** The bands around the tags, one a tag, in a chart of bands. */
  readonly margins: readonly Margin[] | null;
  /** The tags that belong to the second y axis. */
  readonly right: ReadonlySet<string>;
  readonly combined: Combined | null;
  /** Whether a hand can join other tags to these. */
  readonly open: boolean;
  /** What must be said of the chart, a sentence each. */
  readonly remarks: readonly string[];
}

const none: ReadonlySet<string> = new Set();

/** What a card has that is about tags alone. */
export const plain = { margins: null, right: none, combined: null, open: true, remarks: [] };

export function single(tag: string): Spec {
  return { ...plain, key: tag, title: tag, tags: [tag] };
}

/** The cards that show several tags, in the order they were made. */
export const combinedCards = computed<readonly Spec[]>(() =>
  [...charts.combined.value].map(([key, combined]) => {
    const found = combined.pattern ? matchesOf(combined.pattern) : [];
    const tags = [...new Set([...combined.tags, ...found])];
    const title = combined.pattern || tags.join(" · ");
    return { ...plain, key, title, tags, right: combined.right, combined };
  }),
);

/** Tags that a pattern finds; none where it is no pattern, as an address may have one. */
export function matchesOf(pattern: string): string[] {
  try {
    const expression = new RegExp(pattern, "i");
    return scalarTags.value.filter((tag) => expression.test(tag)).slice(0, mostTags);
  } catch {
    return [];
  }
}

/** More tags than this in one chart are told apart by nobody. */
export const mostTags = 12;

/** Makes a card of a pattern, or of tags listed; its key. */
export function combine(tags: readonly string[], pattern = ""): string {
  const taken = charts.combined.peek();
  let n = 1;
  while (taken.has(`chart:${n}`)) n++;
  const key = `chart:${n}`;
  put(charts.combined, key, { tags, pattern, right: none });
  return key;
}

/** Joins what is on two cards: a combined card takes the other's tags in; two tags become a card of their own. */
export function join(target: Spec, tags: readonly string[]): void {
  const added = tags.filter((tag) => !target.tags.includes(tag));
  if (!added.length) return;
  if (target.combined) {
    put(charts.combined, target.key, { ...target.combined, tags: [...target.combined.tags, ...added] });
  } else combine([...target.tags, ...added]);
}

export function leave(spec: Spec, tag: string): void {
  const { combined } = spec;
  if (!combined) return;
  const tags = combined.tags.filter((other) => other !== tag);
  put(charts.combined, spec.key, tags.length || combined.pattern ? { ...combined, tags } : null);
}

/** Moves a tag to the other y axis. */
export function changeAxis(spec: Spec, tag: string): void {
  if (!spec.combined) return;
  const right = new Set(spec.combined.right);
  if (!right.delete(tag)) right.add(tag);
  put(charts.combined, spec.key, { ...spec.combined, right });
}

/** Every tag whose points the card draws. */
export function allTags({ tags, margins }: Spec): string[] {
  const bounds = margins?.flatMap(({ lower, upper }) => [lower, upper]) ?? [];
  return [...new Set([...tags, ...bounds])];
}
