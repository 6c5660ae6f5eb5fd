/** How a timeline is looked at, in the address. */
import { decode, decodeNames, encode, encodeNames, type Kept, keepToo } from "../../address";
import { groupings, panes, state } from "./state";

function stretchOf(text: string): [number, number] | null {
  const [from = Number.NaN, to = Number.NaN] = text.split(":").map(Number);
  return text && from < to && Number.isFinite(to - from) ? [from, to] : null;
}

const parts: Kept = {
  write: () => {
    const view = state.view.value;
    const range = state.range.value;
    return {
      timeline: encode(state.id.value),
      tlwith: state.others.value.map(encode).join(","),
      tlalign: state.align.value === "start" ? "" : state.align.value,
      tltold: encode(state.told.value),
      tlview: view ? `${Math.round(view.from)}:${Math.round(view.to)}` : "",
      tlslice: state.chosen.value === null ? "" : String(state.chosen.value),
      tlrange: range ? `${Math.round(range.from)}:${Math.round(range.to)}:${range.tracks.join("-")}` : "",
      tlmarks: state.marks.value.map((mark) => String(Math.round(mark))).join(","),
      tlfind: encode(state.query.value),
      tlregex: state.regex.value ? "1" : "",
      tlcolour: state.colourBy.value === "name" ? "" : state.colourBy.value,
      tlflows: state.flows.value ? "" : "0",
      tlfolded: encodeNames(state.folded.value),
      tlpinned: state.pinned.value.map(encode).join(","),
      tlorder: state.order.value.map(encode).join(","),
      tlhidden: encodeNames(state.hidden.value),
      tlfilter: encode(state.filter.value),
      tlpane: state.pane.value === "about" ? "" : state.pane.value,
      tlby: state.by.value === "name" ? "" : state.by.value,
    };
  },
  read: (text) => {
    const list = (name: string) => (text(name) ? text(name).split(",") : []);
    const view = stretchOf(text("tlview"));
    const range = stretchOf(text("tlrange"));
    state.id.value = decode(text("timeline"));
    state.others.value = list("tlwith").map(decode);
    state.align.value = text("tlalign") === "clock" ? "clock" : "start";
    state.told.value = decode(text("tltold"));
    state.view.value = view && { from: view[0], to: view[1] };
    state.chosen.value = /^\d+$/.test(text("tlslice")) ? Number(text("tlslice")) : null;
    state.range.value = range && {
      from: range[0],
      to: range[1],
      tracks: (text("tlrange").split(":")[2] ?? "").split("-").filter(Boolean).map(Number),
    };
    state.marks.value = list("tlmarks").map(Number).filter(Number.isFinite);
    state.query.value = decode(text("tlfind"));
    state.regex.value = text("tlregex") === "1";
    state.colourBy.value = text("tlcolour") === "category" ? "category" : "name";
    state.flows.value = text("tlflows") !== "0";
    state.folded.value = new Set(decodeNames(text("tlfolded")));
    state.pinned.value = list("tlpinned").map(decode);
    state.order.value = list("tlorder").map(decode);
    state.hidden.value = new Set(decodeNames(text("tlhidden")));
    state.filter.value = decode(text("tlfilter"));
    state.pane.value = panes.find((pane) => pane === text("tlpane")) ?? "about";
    state.by.value = groupings.find((by) => by === text("tlby")) ?? "name";
  },
};

keepToo(parts);
