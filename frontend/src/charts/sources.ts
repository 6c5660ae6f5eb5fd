/** What the cards hold: kept a while out of sight, so that scrolling back shows it at once. */
import { BandSeries } from "./bands";
import type { Fetching, Wish } from "./fetching";
import { TagSeries } from "./series";

type Source = Pick<Fetching<Wish>, "rows" | "inSight">;

const mostKept = 48;
const mostRowsKept = 3_000_000;
const all = new Map<string, Source>();

/** The series of a tag on a card. */
export function seriesOf(card: string, tag: string): TagSeries {
  return kept(JSON.stringify(["runs", card, tag]), () => new TagSeries(tag));
}

/** The groups of a tag on a card. */
export function bandsOf(card: string, tag: string): BandSeries {
  return kept(JSON.stringify(["groups", card, tag]), () => new BandSeries(tag));
}

/** What is out of sight stays while among the last few dozen, within so many rows. */
function kept<S extends Source>(key: string, make: () => S): S {
  const source = (all.get(key) as S | undefined) ?? make();
  all.delete(key);
  all.set(key, source);
  let rows = 0;
  for (const { rows: n } of all.values()) rows += n;
  for (const [oldest, candidate] of all) {
    if (all.size <= mostKept && rows <= mostRowsKept) break;
    if (candidate.inSight || candidate === source) continue;
    rows -= candidate.rows;
    all.delete(oldest);
  }
  return source;
}
