/** How an embedding is looked at, in the address. */
import { decode, decodeNames, encode, encodeNames, type Kept, keepToo } from "../../address";
import { type Camera, home } from "./scene/types";
import {
  colourMaps,
  type Method,
  methods,
  mostInAddress,
  projector,
  type TsneWish,
  type UmapWish,
  usual,
} from "./state";

const tidy = (n: number) => String(Number(n.toPrecision(4)));

/** Within a list of parts a colon would part one. */
const inner = (text: string) => encode(text).replace(/:/g, "%3A");

function number(text: string | undefined, low: number, high: number, usually: number): number {
  const n = Number(text);
  return text && n >= low && n <= high ? n : usually;
}

const whole = (text: string | undefined, low: number, high: number, usually: number) =>
  Math.round(number(text, low, high, usually));

/** Rows in rising order as the differences between them, in base 36: rows near each other take two letters each. */
export function encodeRows(rows: Uint32Array): string {
  if (!rows.length || rows.length > mostInAddress) return "";
  return Array.from(rows, (row, i) => (row - (i ? (rows[i - 1] as number) : 0)).toString(36)).join(".");
}

function decodeRows(text: string): Uint32Array {
  let row = 0;
  const rows = (text ? text.split(".") : [])
    .slice(0, mostInAddress)
    .map((part) => (row += Number.parseInt(part, 36)));
  return rows.every((n) => n >= 0 && n < 2 ** 32) ? Uint32Array.from(rows) : new Uint32Array();
}

function writeCamera({ turn, tilt, zoom, centre }: Camera): string {
  const text = [turn, tilt, zoom, ...centre].map(tidy).join(":");
  const usually = home(projector.dimensions.value);
  return text === [usually.turn, usually.tilt, usually.zoom, ...usually.centre].map(tidy).join(":")
    ? ""
    : text;
}

function readCamera(text: string, dimensions: 2 | 3): Camera {
  const [turn, tilt, zoom, x, y, z] = text.split(":").map(Number);
  const parts = [turn, tilt, zoom, x, y, z] as [number, number, number, number, number, number];
  if (!text || !parts.every(Number.isFinite) || !(parts[2] > 0)) return home(dimensions);
  return { turn: parts[0], tilt: parts[1], zoom: parts[2], centre: [parts[3], parts[4], parts[5]] };
}

function writeTsne({ perplexity, rate, iterations, exaggeration }: TsneWish): string {
  const text = [perplexity ?? "", rate || "", iterations, exaggeration].join(":");
  return text === `::${usual.tsne.iterations}:${usual.tsne.exaggeration}` ? "" : text;
}

function readTsne(text: string): TsneWish {
  const [perplexity, rate, iterations, exaggeration] = text.split(":");
  return {
    perplexity: number(perplexity, 1, 10_000, 0) || null,
    rate: number(rate, 0, 1e6, 0),
    iterations: whole(iterations, 1, 100_000, usual.tsne.iterations),
    exaggeration: number(exaggeration, 1, 100, usual.tsne.exaggeration),
  };
}

function writeUmap({ neighbours, distance, metric }: UmapWish): string {
  const text = [neighbours, distance, metric].join(":");
  return text === Object.values(usual.umap).join(":") ? "" : text;
}

function readUmap(text: string): UmapWish {
  const [neighbours, distance, metric] = text.split(":");
  return {
    neighbours: whole(neighbours, 2, 200, usual.umap.neighbours),
    distance: number(distance, 0, 0.99, usual.umap.distance),
    metric: metric === "cosine" ? "cosine" : "euclidean",
  };
}

function writeAxes(): string {
  const { left, right, down, up, regex, column } = projector.axes.value;
  const text = [left, right, down, up, column].map(inner).join(":") + (regex ? ":1" : "");
  return text === "::::" ? "" : text;
}

function readAxes(text: string) {
  const [left = "", right = "", down = "", up = "", column = "", regex] = text.split(":");
  const [a, b, c, d, e] = [left, right, down, up, column].map(decode) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return { left: a, right: b, down: c, up: d, column: e, regex: regex === "1" };
}

function readComponents(text: string): readonly [number, number, number] {
  const [x, y, z] = text.split(":").map((part) => Number(part) - 1);
  const fits = [x, y, z].every((n) => n !== undefined && Number.isInteger(n) && n >= 0 && n < 10);
  return fits ? [x as number, y as number, z as number] : usual.components;
}

/** A choice between yes, no and whatever suits. */
const writeChoice = (choice: boolean | null) => (choice === null ? "" : choice ? "1" : "0");
const readChoice = (text: string) => (text === "1" ? true : text === "0" ? false : null);

/** A column, none, or whatever suits. */
const writeColumn = (name: string | null) => (name === null ? "" : encode(name) || "-");
const readColumn = (text: string) => (text === "-" ? "" : text ? decode(text) : null);

function projection(): Record<string, string> {
  const { method, dimensions, components, supervision, seed } = projector;
  const picked = components.value.map((n) => n + 1).join(":");
  const { column, weight } = supervision.value;
  return {
    project: method.value === "pca" ? "" : method.value,
    flat: dimensions.value === 2 ? "1" : "",
    sphere: writeChoice(projector.sphereize.value),
    components: picked === "1:2:3" ? "" : picked,
    tsne: writeTsne(projector.tsne.value),
    umap: writeUmap(projector.umap.value),
    ends: writeAxes(),
    supervise: column ? `${inner(column)}:${weight}` : "",
    layoutseed: seed.value ? String(seed.value) : "",
    projected: projector.wanted.value ? "1" : "",
    projectpart: projector.ofIsolated.value ? "1" : "",
  };
}

function readProjection(text: (name: string) => string): void {
  const [column = "", weight] = text("supervise").split(":");
  projector.method.value = methods.find((one) => one === (text("project") as Method)) ?? "pca";
  projector.dimensions.value = text("flat") === "1" ? 2 : 3;
  projector.sphereize.value = readChoice(text("sphere"));
  projector.components.value = readComponents(text("components"));
  projector.tsne.value = readTsne(text("tsne"));
  projector.umap.value = readUmap(text("umap"));
  projector.axes.value = readAxes(text("ends"));
  projector.supervision.value = {
    column: decode(column),
    weight: number(weight, 0, 1, usual.supervision.weight),
  };
  projector.seed.value = whole(text("layoutseed"), 0, 2 ** 31, 0);
  projector.wanted.value = text("projected") === "1";
  projector.ofIsolated.value = text("projectpart") === "1";
}

function looks(): Record<string, string> {
  const { point, isolated, label, lines } = projector;
  return {
    pointcolour: writeColumn(projector.colour.value),
    pointscale: writeChoice(projector.asCategories.value),
    pointmap: projector.map.value === "viridis" ? "" : projector.map.value,
    pointsoff: encodeNames(projector.off.value),
    pointname: writeColumn(label.value),
    pointlines: lines.value === null ? "" : [lines.value || "-", projector.order.value].map(inner).join(":"),
    pointfind: [projector.query.value, projector.queryColumn.value].map(inner).join(":").replace(/^:$/, ""),
    pointregex: projector.regex.value ? "1" : "",
    point: point.value === null ? "" : String(point.value),
    pointselected: encodeRows(projector.selection.value),
    points: encodeRows(isolated.value ?? new Uint32Array()),
    pointsaway: encodeRows(projector.hidden.value),
    pointcamera: writeCamera(projector.camera.value),
  };
}

function readLooks(text: (name: string) => string): void {
  const [query = "", queryColumn = ""] = text("pointfind").split(":");
  const [lines = "", order = ""] = text("pointlines").split(":");
  const isolated = decodeRows(text("points"));
  projector.colour.value = readColumn(text("pointcolour"));
  projector.asCategories.value = readChoice(text("pointscale"));
  projector.map.value = colourMaps.find((map) => map === text("pointmap")) ?? "viridis";
  projector.off.value = new Set(decodeNames(text("pointsoff")));
  projector.label.value = readColumn(text("pointname"));
  projector.lines.value = readColumn(lines);
  projector.order.value = decode(order);
  projector.query.value = decode(query);
  projector.queryColumn.value = decode(queryColumn);
  projector.regex.value = text("pointregex") === "1";
  projector.point.value = text("point") ? whole(text("point"), 0, 2 ** 32, 0) : null;
  projector.selection.value = decodeRows(text("pointselected"));
  projector.isolated.value = isolated.length ? isolated : null;
  projector.hidden.value = decodeRows(text("pointsaway"));
  projector.camera.value = readCamera(text("pointcamera"), projector.dimensions.value);
}

/** How the points are looked at, without saying of which embedding: what a bookmark keeps. */
export const look: Kept = {
  write: () => ({ ...projection(), ...looks() }),
  read: (text) => {
    readProjection(text);
    readLooks(text);
  },
};

keepToo({
  write: () => ({
    embedding: encode(projector.embedding.value),
    pointlabels: encode(projector.labelFile.value),
    ...look.write(),
  }),
  read: (text) => {
    projector.embedding.value = decode(text("embedding"));
    projector.labelFile.value = decode(text("pointlabels"));
    look.read(text);
  },
});
