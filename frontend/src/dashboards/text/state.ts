/** How texts are shown, what is searched in them, and what is compared; all of it is in the address. */
import { signal } from "@preact/signals";
import { decode, decodeNames, encode, encodeNames, keepToo } from "../../address";

export type Form = "rendered" | "raw";

/** One of two texts that are compared: a run's n-th, as written. */
export interface Side {
  readonly run: string;
  readonly place: number;
}

export interface Pair {
  readonly before: Side;
  readonly after: Side;
}

export const texts = {
  form: signal<Form>("rendered"),
  query: signal(""),
  regex: signal(false),
  /** Tags whose texts are shown with those that a restart has replaced. */
  superseded: signal<ReadonlySet<string>>(new Set()),
  /** By tag. */
  compared: signal<ReadonlyMap<string, Pair>>(new Map()),
};

export function compare(tag: string, pair: Pair | null): void {
  const next = new Map(texts.compared.peek());
  if (pair) next.set(tag, pair);
  else next.delete(tag);
  texts.compared.value = next;
}

/** Within an entry a colon would part it. */
const inner = (text: string) => encode(text).replace(/:/g, "%3A");

function written([tag, { before, after }]: [string, Pair]): string {
  return [inner(tag), inner(before.run), before.place, inner(after.run), after.place].join(":");
}

function read(entry: string): [string, Pair] | null {
  const [tag = "", from = "", place, to = "", other] = entry.split(":");
  const [before, after] = [Number(place), Number(other)];
  if (!Number.isInteger(before) || !Number.isInteger(after)) return null;
  return [
    decode(tag),
    { before: { run: decode(from), place: before }, after: { run: decode(to), place: after } },
  ];
}

keepToo({
  write: () => ({
    texts: texts.form.value === "raw" ? "raw" : "",
    find: encode(texts.query.value),
    findregex: texts.regex.value ? "1" : "",
    oldtexts: encodeNames(texts.superseded.value),
    compare: [...texts.compared.value].map(written).join(","),
  }),
  read: (text) => {
    texts.form.value = text("texts") === "raw" ? "raw" : "rendered";
    texts.query.value = decode(text("find"));
    texts.regex.value = text("findregex") === "1";
    texts.superseded.value = new Set(decodeNames(text("oldtexts")));
    const entries = text("compare") ? text("compare").split(",") : [];
    const pairs = entries.map(read).filter((pair) => pair !== null);
    texts.compared.value = new Map(pairs);
  },
});
