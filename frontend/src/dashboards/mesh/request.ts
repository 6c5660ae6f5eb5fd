/** api/mesh: one mesh's vertices, faces and colours. */
import { checked } from "../../api";
import { type Column, decodeBody, type Place } from "../../columns";
import { type Steps, valueUrl } from "../../steps";

type Part = "vertices" | "faces" | "colours";

export interface Mesh {
  /** How many meshes the batch has. */
  readonly items: number;
  /** What a writer set, in three.js' words. */
  readonly settings: {
    readonly material?: { readonly size?: number };
    readonly camera?: { readonly fov?: number };
  };
  /** Sentences on what does not fit. */
  readonly notes: readonly string[];
  /** x, y, z of each. */
  readonly vertices: Float32Array;
  /** The three corners of each. */
  readonly faces: Uint32Array | null;
  /** Red, green and blue of each vertex. */
  readonly colours: Uint8Array | null;
}

interface Header extends Pick<Mesh, "items" | "settings" | "notes"> {
  readonly counts: Partial<Record<Part, number>>;
  readonly columns: Partial<Record<Part, Place>>;
}

export async function fetchMesh(
  steps: Steps,
  place: number,
  item: number,
  signal: AbortSignal,
): Promise<Mesh> {
  const reply = await checked(await fetch(valueUrl("api/mesh", steps, place, { item }), { signal }));
  const { header, column } = decodeBody<Header>(await reply.arrayBuffer());
  const part = <C extends Column>(name: Part): C | null => {
    const where = header.columns[name];
    return where ? (column(where, 3 * (header.counts[name] ?? 0)) as C) : null;
  };
  const { items, settings, notes } = header;
  return {
    items,
    settings,
    notes,
    vertices: part<Float32Array>("vertices") ?? new Float32Array(0),
    faces: part<Uint32Array>("faces"),
    colours: part<Uint8Array>("colours"),
  };
}
