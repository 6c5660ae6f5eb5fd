/** What the cards hold: kept a while out of sight, so that scrolling back shows it at once. */
import type { Margin } from "../layouts";
import { BandSeries } from "./bands";
import type { Fetching } from "./fetching";
import { MarginSeries, TagSeries } from "./series";
import type { Spec } from "./spec";

type Source = Pick<Fetching<unknown>, "rows" | "inSight">;

const mostKept = 24;
const mostRowsKept = 3_000_000;

/** By card; within one by what the source is of. */
const cards = new Map<string, Map<string, Source>>();

/** The series of a card, one a tag. */
export function seriesOf({ key, tags, margins }: Spec): TagSeries[] {
  const held = kept(key);
  if (margins) return margins.map((margin) => ofMargin(held, margin));
  return tags.map((tag) => source(held, ["runs", tag], () => new TagSeries(tag)));
}

function ofMargin(held: Map<string, Source>, margin: Margin): MarginSeries {
  const { value, lower, upper } = margin;
  return source(held, ["margin", value, lower, upper], () => new MarginSeries(margin));
}

/** The groups of a card, one a tag. */
export function bandsOf({ key, tags, margins }: Spec): BandSeries[] {
  const held = kept(key);
  return margins ? [] : tags.map((tag) => source(held, ["groups", tag], () => new BandSeries(tag)));
}

/** Another source of a card. */
export function sourceOf<S extends Source>(card: string, about: string, make: () => S): S {
  return source(kept(card), [about], make);
}

function source<S extends Source>(held: Map<string, Source>, about: readonly string[], make: () => S): S {
  const key = JSON.stringify(about);
  const found = (held.get(key) as S | undefined) ?? make();
  held.set(key, found);
  return found;
}

/** Cards out of sight stay while among the last few, within so many rows. */
function kept(card: string): Map<string, Source> {
  const held = cards.get(card) ?? new Map<string, Source>();
  cards.delete(card);
  cards.set(card, held);
  let rows = 0;
  for (const other of cards.values()) rows += rowsOf(other);
  for (const [oldest, candidate] of cards) {
    if (cards.size <= mostKept && rows <= mostRowsKept) break;
    if (candidate === held || [...candidate.values()].some(({ inSight }) => inSight)) continue;
    rows -= rowsOf(candidate);
    cards.delete(oldest);
  }
  return held;
}

function rowsOf(held: ReadonlyMap<string, Source>): number {
  let rows = 0;
  for (const { rows: n } of held.values()) rows += n;
  return rows;
}
