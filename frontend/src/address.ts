/** The URL's hash holds the whole view; this is the only place that reads or writes it. */
import { batch, effect, signal } from "@preact/signals";
import type { Axis } from "./api";
import { factorySmoothing, settings } from "./settings";
import { plainSelection, type Range, type Selection, view } from "./view";

/** What a dashboard keeps in the address beside the parts of the frame. */
export interface Kept {
  /** Encoded parts by name; an empty one is the usual and left out. */
  write(): Record<string, string>;
  /** Takes the parts back; `text` gives "" for one that is not there. */
  read(text: (name: string) => string): void;
}

const kept = signal<readonly Kept[]>([]);

/** What the address held when it was last read; parts that nobody knows stay in it, for their tab may not be loaded yet. */
let given: ReadonlyMap<string, string> = new Map();

/** A tab that is loaded late takes its parts back at once. */
export function keepToo(parts: Kept): void {
  batch(() => {
    parts.read((name) => given.get(name) ?? "");
    kept.value = [...kept.peek(), parts];
  });
}

/** Keeps letters that are safe in a hash readable. */
export function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/~/g, "%7E")
    .replace(/%(2F|3A|40|24|3D|3F|5B|5D|5E|7C|20)/g, (code) =>
      code === "%20" ? "+" : decodeURIComponent(code),
    );
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}

const sharedLimit = 35;

/** A list of names, in which "~" and a base-36 digit stand for so many letters shared with the name before. */
export function encodeNames(names: Iterable<string>): string {
  let before = "";
  const sorted = [...names].sort();
  return sorted
    .map((name) => {
      let shared = 0;
      while (shared < sharedLimit && shared < name.length && name[shared] === before[shared]) shared++;
      before = name;
      return shared > 2 ? `~${shared.toString(36)}${encode(name.slice(shared))}` : encode(name);
    })
    .join(",");
}

export function decodeNames(text: string): string[] {
  let before = "";
  if (!text) return [];
  return text.split(",").map((item) => {
    const shared = item.startsWith("~") ? before.slice(0, Number.parseInt(item[1] ?? "0", 36)) : "";
    before = shared + decode(item.startsWith("~") ? item.slice(2) : item);
    return before;
  });
}

function encodeZooms(zooms: ReadonlyMap<string, Range>): string {
  return [...zooms].map(([tag, [from, to]]) => `${encode(tag)}:${from}:${to}`).join(",");
}

function decodeZooms(text: string): Map<string, Range> {
  const zooms = new Map<string, Range>();
  for (const item of text ? text.split(",") : []) {
    const parts = item.split(":");
    const [from, to] = parts.splice(-2).map(Number);
    if (from !== undefined && to !== undefined && from < to) zooms.set(decode(parts.join(":")), [from, to]);
  }
  return zooms;
}

function encodeFilters(filters: ReadonlyMap<string, string>): string {
  return [...filters].flatMap((pair) => pair.map(encode)).join(",");
}

function decodeFilters(items: readonly string[]): Map<string, string> {
  const filters = new Map<string, string>();
  for (let i = 0; i + 1 < items.length; i += 2) filters.set(items[i] ?? "", items[i + 1] ?? "");
  return filters;
}

function encodeRuns({ rule, on, off }: Selection): Record<string, string> {
  return { runs: rule === "newest" ? "" : rule, on: encodeNames(on), off: encodeNames(off) };
}

/** The view as named, encoded parts; an empty part is the usual and left out. */
function parts(): Record<string, string> {
  return {
    tab: view.tab.value === "scalars" ? "" : encode(view.tab.value),
    filter: encode(view.runFilter.value),
    ...encodeRuns(view.selection.value),
    group: encode(view.groupBy.value),
    colour: encode(view.colourBy.value),
    pair: view.paired.value ? "1" : "",
    sort: encode(view.sort.value),
    hidden: view.hiddenShown.value ? "1" : "",
    folded: encodeNames(view.folded.value),
    table: view.table.value ? "1" : "",
    columns: view.tableColumns.value.map(encode).join(","),
    tablesort: encode(view.tableSort.value),
    tablefilter: encodeFilters(view.tableFilters.value),
    tags: encode(view.tagFilter.value),
    x: view.axis.value === "step" ? "" : view.axis.value,
    log: view.logY.value ? "1" : "",
    logother: encodeNames(view.logOther.value),
    zoom: encodeZooms(view.zooms.value),
    pins: view.pins.value.map(encode).join(","),
    closed: [...view.collapsed.value].map(encode).join(","),
    full: encode(view.full.value),
    ...Object.assign({}, ...kept.value.map((part) => part.write())),
  };
}

/** The page's present address, after "#". Smoothing is left out only where every browser would take the same. */
function write(): string {
  const known = parts();
  const filled = Object.entries(known).filter(([, text]) => text !== "");
  for (const [name, text] of given)
    if (!(name in known) && name !== "smooth" && text) filled.push([name, text]);
  const smoothing = view.smoothing.value;
  if (filled.length || smoothing !== factorySmoothing) filled.push(["smooth", String(smoothing)]);
  return filled.map(([name, text]) => `${name}=${text}`).join("&");
}

function read(hash: string): void {
  const pairs = hash.split("&").map((pair) => {
    const cut = pair.indexOf("=");
    return [pair.slice(0, cut), pair.slice(cut + 1)] as const;
  });
  given = new Map(pairs);
  const text = (name: string) => given.get(name) ?? "";
  const list = (name: string) => (text(name) ? text(name).split(",").map(decode) : []);
  const smoothing = Number(given.get("smooth") ?? Number.NaN);
  batch(() => {
    view.tab.value = decode(text("tab")) || "scalars";
    view.runFilter.value = decode(text("filter"));
    view.selection.value = readRuns(text("runs"), decodeNames(text("on")), decodeNames(text("off")));
    view.groupBy.value = decode(text("group"));
    view.colourBy.value = decode(text("colour"));
    view.paired.value = text("pair") === "1";
    view.sort.value = decode(text("sort"));
    view.hiddenShown.value = text("hidden") === "1";
    view.folded.value = new Set(decodeNames(text("folded")));
    view.table.value = text("table") === "1";
    view.tableColumns.value = list("columns");
    view.tableSort.value = decode(text("tablesort"));
    view.tableFilters.value = decodeFilters(list("tablefilter"));
    view.tagFilter.value = decode(text("tags"));
    view.axis.value = (["relative", "wall"] as Axis[]).find((axis) => axis === text("x")) ?? "step";
    view.smoothing.value = smoothing >= 0 && smoothing < 1 ? smoothing : settings.smoothing.peek();
    view.logY.value = text("log") === "1";
    view.logOther.value = new Set(decodeNames(text("logother")));
    view.zooms.value = decodeZooms(text("zoom"));
    view.pins.value = list("pins");
    view.collapsed.value = new Set(text("closed") ? text("closed").split(",").map(decode) : []);
    view.full.value = decode(text("full"));
    for (const part of kept.peek()) part.read(text);
  });
}

function readRuns(rule: string, on: string[], off: string[]): Selection {
  if (!rule && !on.length && !off.length) return plainSelection;
  return { rule: rule === "all" || rule === "none" ? rule : "newest", on: new Set(on), off: new Set(off) };
}

/** What makes an entry in the browser's history of its own; all else changes the present entry. */
function milestone(): string {
  return [view.tab, view.axis, view.full, view.zooms]
    .map(({ value }) => JSON.stringify([...tuple(value)]))
    .join();
}

function tuple(value: string | ReadonlyMap<string, Range>): Iterable<unknown> {
  return typeof value === "string" ? [value] : value;
}

const settle = 200;

/** Reads the view from the URL, and from then on keeps the two alike. */
export function keepAddress(): void {
  read(location.hash.slice(1));
  let reached = milestone();
  let timer = 0;
  const save = (push: boolean) => {
    clearTimeout(timer);
    const hash = write();
    if (hash === location.hash.slice(1)) return;
    const url = hash ? `#${hash}` : location.pathname + location.search;
    if (push) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  };
  effect(() => {
    write();
    const now = milestone();
    clearTimeout(timer);
    if (now !== reached) save(true);
    else timer = window.setTimeout(() => save(false), settle);
    reached = now;
  });
  window.addEventListener("popstate", () => {
    read(location.hash.slice(1));
    clearTimeout(timer);
  });
}

/** This view, to be named: never empty, and the same in every browser. */
export function presentView(): string {
  return write() || `smooth=${factorySmoothing}`;
}

/** A link to exactly this view, or to this view with a certain chart in full. */
export function shareLink(full = view.full.peek()): string {
  const rest = write()
    .split("&")
    .filter((part) => part && !part.startsWith("full="));
  const hash = [...rest, ...(full ? [`full=${encode(full)}`] : [])].join("&");
  return linkTo(hash);
}

/** The page's own address with another hash. */
export function linkTo(hash: string): string {
  return location.href.replace(/#.*$/, "") + (hash ? `#${hash}` : "");
}
