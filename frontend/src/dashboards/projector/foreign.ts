/** Bookmarks as TensorBoard's projector writes them: a JSON list of states, one a bookmark. */
import { encode } from "../../address";
import type { Bookmark } from "./bookmarks";
import { encodeRows } from "./kept";
import { usual } from "./state";

type Fields = Readonly<Record<string, unknown>>;

const methodNames: Readonly<Record<string, string>> = { pca: "", tsne: "tsne", umap: "umap", custom: "axes" };
const keysOf: Readonly<Record<string, string>> = { tsne: "tsne", umap: "umap" };

const isFields = (item: unknown): item is Fields => typeof item === "object" && item !== null;

export function isForeign(item: unknown): item is Fields {
  return isFields(item) && "selectedProjection" in item;
}

export function fromForeign(state: Fields): Bookmark {
  const method = methodNames[String(state.selectedProjection)] ?? "";
  return {
    name: typeof state.label === "string" && state.label ? state.label : "bookmark",
    look: { ...projection(state, method), ...choices(state) },
    columns: coordinates(state, method),
  };
}

const rows = (list: unknown) =>
  encodeRows(Uint32Array.from(numbers(list).filter((row) => Number.isInteger(row) && row >= 0)).sort());

function numbers(list: unknown): number[] {
  return Array.isArray(list) ? list.filter((item): item is number => typeof item === "number") : [];
}

function projection(state: Fields, method: string): Record<string, string> {
  const components = numbers(state.pcaComponentDimensions);
  const flat =
    method === "tsne" ? state.tSNEis3d === false : method === "umap" ? state.umapIs3d === false : false;
  const text = (name: string) =>
    encode(typeof state[name] === "string" ? (state[name] as string) : "").replace(/:/g, "%3A");
  const ends = [
    "customXLeftText",
    "customXRightText",
    "customYDownText",
    "customYUpText",
    "customSelectedSearchByMetadataOption",
  ];
  const { iterations, exaggeration } = usual.tsne;
  return {
    project: method,
    projected: method === "tsne" || method === "umap" ? "1" : "",
    flat: flat || (!method && components.length === 2) ? "1" : "",
    components:
      components.length > 1
        ? [...components, 2]
            .slice(0, 3)
            .map((n) => n + 1)
            .join(":")
        : "",
    tsne: state.tSNEPerplexity ? [state.tSNEPerplexity, "", iterations, exaggeration].join(":") : "",
    umap: [
      state.umapNeighbors ?? usual.umap.neighbours,
      state.umapMinDist ?? usual.umap.distance,
      "euclidean",
    ].join(":"),
    ends: method === "axes" ? ends.map(text).join(":") + (state.customXLeftRegex ? ":1" : "") : "",
  };
}

function choices(state: Fields): Record<string, string> {
  const named = (name: string) => (typeof state[name] === "string" ? encode(state[name] as string) : "");
  return {
    pointcolour: named("selectedColorOptionName"),
    pointname: named("selectedLabelOption"),
    pointselected: rows(state.selectedPoints),
    points: rows(state.filteredPoints),
  };
}

/** Where a bookmark has its points, of methods that would not find the same places again. */
function coordinates(state: Fields, method: string): readonly Float32Array[] | null {
  const key = keysOf[method];
  if (!key || !Array.isArray(state.projections)) return null;
  const points = state.projections.filter(isFields);
  if (points.length !== state.projections.length) return null;
  const columns = [0, 1, 2].map((axis) =>
    Float32Array.from(points, (point) => Number(point[`${key}-${axis}`] ?? Number.NaN)),
  );
  return columns.filter((column) => column.some(Number.isFinite));
}
