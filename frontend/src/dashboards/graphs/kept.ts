/** How a graph is looked at, in the address. */
import { decode, decodeNames, encode, encodeNames, type Kept, keepToo } from "../../address";
import type { Spot } from "./scene/types";
import { colourings, graphs, searchFields, tableGroups, traces } from "./state";

function oneOf<T extends string, U>(known: readonly T[], text: string, usual: U): T | U {
  return known.find((word) => word === text) ?? usual;
}

const moved = (aside: boolean) =>
  [...graphs.moved.value].flatMap(([path, to]) => (to === aside ? [path] : []));

function spotOf(text: string): Spot | null {
  const [x = Number.NaN, y = Number.NaN, scale = 0] = text.split(":").map(Number);
  return text && Number.isFinite(x + y) && scale >= 1e-4 && scale <= 10 ? [x, y, scale] : null;
}

const parts: Kept = {
  write: () => ({
    graph: encode(graphs.id.value),
    graphopen: encodeNames(graphs.open.value),
    graphnode: encode(graphs.chosen.value ?? ""),
    graphcolour: graphs.colouring.value,
    graphlit: encodeNames(graphs.lit.value),
    graphsession: encode(graphs.session.value),
    graphfind: encode(graphs.query.value),
    graphregex: graphs.regex.value ? "1" : "",
    graphby: graphs.by.value === "any" ? "" : graphs.by.value,
    graphtrace: graphs.trace.value,
    graphwith: encode(graphs.other.value),
    graphaside: encodeNames(moved(true)),
    graphback: encodeNames(moved(false)),
    graphspot: graphs.spot.value?.join(":") ?? "",
    graphtable: graphs.table.value ? graphs.tableBy.value : "",
    graphsort: graphs.tableSort.value === "-time" ? "" : encode(graphs.tableSort.value),
  }),
  read: (text) => {
    graphs.id.value = decode(text("graph"));
    graphs.open.value = new Set(decodeNames(text("graphopen")));
    graphs.chosen.value = decode(text("graphnode")) || null;
    graphs.colouring.value = oneOf(colourings, text("graphcolour"), "");
    graphs.lit.value = new Set(decodeNames(text("graphlit")));
    graphs.session.value = decode(text("graphsession"));
    graphs.query.value = decode(text("graphfind"));
    graphs.regex.value = text("graphregex") === "1";
    graphs.by.value = oneOf(searchFields, text("graphby"), "any");
    graphs.trace.value = oneOf(traces, text("graphtrace"), "");
    graphs.other.value = decode(text("graphwith"));
    graphs.moved.value = new Map([
      ...decodeNames(text("graphaside")).map((path) => [path, true] as const),
      ...decodeNames(text("graphback")).map((path) => [path, false] as const),
    ]);
    graphs.spot.value = spotOf(text("graphspot"));
    graphs.table.value = text("graphtable") !== "";
    graphs.tableBy.value = oneOf(tableGroups, text("graphtable"), "op");
    graphs.tableSort.value = decode(text("graphsort")) || "-time";
  },
};

keepToo(parts);
