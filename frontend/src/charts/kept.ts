/** The state of the charts in the address. */
import { decode, decodeNames, encode, encodeNames, type Kept, keepToo } from "../address";
import type { XAxis } from "../plot/curve";
import type { Limits } from "../plot/scale";
import {
  bands,
  type Combined,
  centers,
  charts,
  type FixedLimits,
  factoryWindow,
  type Pin,
  type Size,
  smoothers,
  units,
} from "./state";

/** Lists of cards, each with parts between colons. */
function written<T>(map: ReadonlyMap<string, T>, parts: (item: T) => readonly string[]): string {
  return [...map].map(([key, item]) => [encode(key), ...parts(item)].join(":")).join(",");
}

/** The other way round; keys may hold colons, so the last `size` parts are the item. */
function readMap<T>(text: string, size: number, item: (parts: string[]) => T | null): Map<string, T> {
  const map = new Map<string, T>();
  for (const entry of text ? text.split(",") : []) {
    const parts = entry.split(":");
    const last = parts.splice(-size);
    const made = parts.length && last.length === size ? item(last) : null;
    if (made !== null) map.set(decode(parts.join(":")), made);
  }
  return map;
}

/** Within an item a colon would part it. */
const inner = (text: string) => encode(text).replace(/:/g, "%3A").replace(/\|/g, "%7C");

const end = (bound: number | null) => (bound === null ? "" : String(bound));

function limits(low: string | undefined, high: string | undefined): Limits | null {
  const ends = [low, high].map((text) => (text ? Number(text) : null)) as [number | null, number | null];
  if (ends.some((bound) => bound !== null && !Number.isFinite(bound))) return null;
  return ends[0] !== null && ends[1] !== null && ends[0] >= ends[1] ? null : ends;
}

function fixed([a, b, c, d]: string[]): FixedLimits | null {
  const [left, right] = [limits(a, b), limits(c, d)];
  return left && right && { left, right };
}

function combined([tags = "", pattern = "", right = ""]: string[]): Combined | null {
  const list = (text: string) => (text ? text.split("|").map(decode) : []);
  return { tags: list(tags), pattern: decode(pattern), right: new Set(list(right)) };
}

function size([columns, rows]: string[]): Size | null {
  const parts = [Number(columns), Number(rows)] as const;
  return parts.every((n) => Number.isInteger(n) && n >= 1 && n <= 12) ? parts : null;
}

function pin(text: string): Pin | null {
  const [axis, from, to] = text.split(":");
  const range = [Number(from), Number(to)] as const;
  return text && range.every(Number.isFinite) ? { axis: axis as XAxis, range } : null;
}

function oneOf<T extends string>(known: readonly T[], text: string | undefined): T {
  return known.find((item) => item === text) ?? (known[0] as T);
}

function smoother(text: string): void {
  const [kind, window, unit] = text.split(":");
  charts.smoother.value = oneOf(smoothers, kind);
  charts.window.value = Number(window) > 0 ? Number(window) : factoryWindow;
  charts.unit.value = oneOf(units, unit);
}

const parts: Kept = {
  write: () => ({
    smoother:
      charts.smoother.value === "exponential"
        ? ""
        : [charts.smoother.value, charts.window.value, charts.unit.value].join(":"),
    logx: charts.logX.value ? "1" : "",
    logxother: encodeNames(charts.logXOther.value),
    trim: charts.trimmed.value ? "1" : "",
    trimother: encodeNames(charts.trimmedOther.value),
    old: encodeNames(charts.superseded.value),
    limits: written(charts.limits.value, ({ left, right }) => [...left, ...right].map(end)),
    against: written(charts.against.value, (tag) => [inner(tag)]),
    charts: written(charts.combined.value, ({ tags, pattern, right }) => [
      tags.map(inner).join("|"),
      inner(pattern),
      [...right].map(inner).join("|"),
    ]),
    size: written(charts.sizes.value, (cells) => cells.map(String)),
    tables: encodeNames(charts.tables.value),
    pin: charts.pin.value ? [charts.pin.value.axis, ...charts.pin.value.range].join(":") : "",
    center: charts.center.value === "mean" ? "" : charts.center.value,
    band: charts.band.value === "std" ? "" : charts.band.value,
    members: charts.members.value ? "" : "0",
  }),
  read: (text) => {
    smoother(text("smoother"));
    charts.logX.value = text("logx") === "1";
    charts.logXOther.value = new Set(decodeNames(text("logxother")));
    charts.trimmed.value = text("trim") === "1";
    charts.trimmedOther.value = new Set(decodeNames(text("trimother")));
    charts.superseded.value = new Set(decodeNames(text("old")));
    charts.limits.value = readMap(text("limits"), 4, fixed);
    charts.against.value = readMap(text("against"), 1, ([tag]) => decode(tag ?? "") || null);
    charts.combined.value = readMap(text("charts"), 3, combined);
    charts.sizes.value = readMap(text("size"), 2, size);
    charts.tables.value = new Set(decodeNames(text("tables")));
    charts.pin.value = pin(text("pin"));
    charts.center.value = oneOf(centers, text("center"));
    charts.band.value = oneOf(bands, text("band"));
    charts.members.value = text("members") !== "0";
  },
};

keepToo(parts);
