/** How an embedding is looked at: what is projected how, what has which colour, what is chosen. `kept.ts` has it in the address. */
import { signal } from "@preact/signals";
import { kept } from "../../settings";
import { type Camera, home, type Mode } from "./scene/types";

export const methods = ["pca", "tsne", "umap", "axes"] as const;
export type Method = (typeof methods)[number];

export const metrics = ["cosine", "euclidean", "dot"] as const;
type Metric = (typeof metrics)[number];

export const colourMaps = ["viridis", "diverging", "grey"] as const;

/** What t-SNE is asked for; null is what suits the number of points. */
export interface TsneWish {
  readonly perplexity: number | null;
  /** 0 is what suits the number of points. */
  readonly rate: number;
  readonly iterations: number;
  readonly exaggeration: number;
}

export interface UmapWish {
  readonly neighbours: number;
  readonly distance: number;
  readonly metric: "cosine" | "euclidean";
}

/** The points at the ends of own axes, found by what is said about them. */
export interface AxesWish {
  readonly left: string;
  readonly right: string;
  readonly down: string;
  readonly up: string;
  readonly regex: boolean;
  /** The column that is searched; "" for the first. */
  readonly column: string;
}

/** The column whose values pull points of one value together, and how strongly, from 0 to 1. */
interface Supervision {
  readonly column: string;
  readonly weight: number;
}

export const usual = {
  tsne: { perplexity: null, rate: 0, iterations: 1000, exaggeration: 12 } as TsneWish,
  umap: { neighbours: 15, distance: 0.1, metric: "euclidean" } as UmapWish,
  axes: { left: "", right: "", down: "", up: "", regex: false, column: "" } as AxesWish,
  supervision: { column: "", weight: 0.5 } as Supervision,
  components: [0, 1, 2] as readonly [number, number, number],
};

/** So many dimensions an embedding has that is sphereized unless somebody says otherwise. */
export const sphereizedFrom = 50;

/** So many rows are written into the address at most. */
export const mostInAddress = 300;

export const projector = {
  /** The group or the id of the embedding; "" for the first one. */
  embedding: signal(""),
  /** Labels that were opened from the page in place of the logged ones, by the server's name of the file. */
  labelFile: signal(""),

  method: signal<Method>("pca"),
  dimensions: signal<2 | 3>(3),
  /** null: as suits the number of dimensions. */
  sphereize: signal<boolean | null>(null),
  components: signal(usual.components),
  tsne: signal(usual.tsne),
  umap: signal(usual.umap),
  axes: signal(usual.axes),
  supervision: signal(usual.supervision),
  seed: signal(0),
  /** Whether a layout that takes long was asked for. */
  wanted: signal(false),
  /** Whether only the isolated points are projected. */
  ofIsolated: signal(false),

  /** null: a column of few values, if there is one. */
  colour: signal<string | null>(null),
  /** Whether a column of numbers is coloured as categories; null: as suits it. */
  asCategories: signal<boolean | null>(null),
  map: signal<(typeof colourMaps)[number]>("viridis"),
  /** Values of the coloured column that the legend has switched off. */
  off: signal<ReadonlySet<string>>(new Set()),
  /** null: the first column. */
  label: signal<string | null>(null),
  /** The column whose points are joined; null: one that says which point is next, if there is one. */
  lines: signal<string | null>(null),
  /** The column that says in which order the points of a line follow each other. */
  order: signal(""),

  query: signal(""),
  regex: signal(false),
  /** The column that is searched; "" for any. */
  queryColumn: signal(""),

  point: signal<number | null>(null),
  selection: signal<Uint32Array>(new Uint32Array()),
  /** null: none is isolated. */
  isolated: signal<Uint32Array | null>(null),
  hidden: signal<Uint32Array>(new Uint32Array()),

  camera: signal<Camera>(home(3)),
};

/** What passes: never in the address. */
export const passing = {
  mode: signal<Mode>("orbit"),
  hovered: signal<number | null>(null),
  /** The row of a list that is pointed at. */
  pointedAt: signal<number | null>(null),
  /** What a screen reader is told. */
  said: signal(""),
};

export const projectorSettings = {
  metric: kept<Metric>("projectorMetric", "cosine", (metric) => metrics.includes(metric)),
  neighbours: kept<number>("projectorNeighbours", 100, (n) => Number.isInteger(n) && n >= 1 && n <= 999),
  sprites: kept<"on" | "off">("projectorSprites", "on", onOrOff),
  names: kept<"on" | "off">("projectorNames", "off", onOrOff),
  panels: kept<"both" | "none">("projectorPanels", "both", (p) => p === "both" || p === "none"),
  /** The sections that are folded, by name, with spaces between. */
  folded: kept<string>("projectorFolded", "", (text) => text.length < 200),
};

function onOrOff(value: string): boolean {
  return value === "on" || value === "off";
}

/** Whatever is about single points makes no sense for others. */
export function forgetPoints(): void {
  projector.point.value = null;
  projector.selection.value = new Uint32Array();
  projector.isolated.value = null;
  projector.hidden.value = new Uint32Array();
  projector.ofIsolated.value = false;
  projector.off.value = new Set();
  projector.query.value = "";
  passing.hovered.value = null;
  passing.pointedAt.value = null;
}
