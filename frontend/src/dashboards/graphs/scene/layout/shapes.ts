/** What the worker is told of a level, the children of one scope, and what it makes of it. Lengths are pixels at scale 1. */

/** How a node is drawn in its level: among the others, small beside its users, or in the margin with a mark beside its users. */
export const places = { inside: 0, beside: 1, margin: 2 } as const;

export interface Level {
  readonly path: string;
  readonly paths: readonly string[];
  /** Sizes of the closed nodes, and widths of their names in small type. */
  readonly width: Float32Array;
  readonly height: Float32Array;
  readonly small: Float32Array;
  readonly place: Uint8Array;
  /** The least width of the level's own box, for its name. */
  readonly least: number;
  /** Edges by places of nodes. */
  readonly tail: Int32Array;
  readonly head: Int32Array;
  readonly control: Uint8Array;
  /** Edges to what is outside: node, whether it is their source (1) or target (0), and the other end's path. */
  readonly outer: Int32Array;
  readonly outwards: Uint8Array;
  readonly others: readonly string[];
  readonly outerControl: Uint8Array;
}

/** A node that stands small beside one that it feeds, or that feeds it. */
export interface Note {
  readonly node: number;
  readonly user: number;
  /** The middle of the end that is nearer to the user, and where the line to the user ends. */
  readonly x: number;
  readonly y: number;
  readonly to: number;
  readonly control: boolean;
  /** More that are not shown singly stand for this one too. */
  readonly more: number;
}

/** Of way i the numbers `runs[start[i]]` up to `runs[start[i + 1]]`. */
export interface Ways {
  readonly start: Uint32Array;
  readonly runs: Float32Array;
}

/** Where everything in a level's box is; its top left corner is 0, 0. */
export interface Geometry {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** Of each node; width 0 for those that are shown beside others only. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly w: Float32Array;
  readonly h: Float32Array;
  /**
   * Edges and after them those to outside: x, from y, to y of each rank. None for what is not drawn. Those with a trunk have two
   * ranks up to it, and two from it where it does not join a port.
   */
  readonly edges: Ways;
  /** What several edges share; whether it joins a port. Of each edge which one (−1: none) and at which of its ranks it leaves or joins that. */
  readonly trunks: Ways;
  readonly joins: Uint8Array;
  readonly trunk: Int32Array;
  readonly joint: Int32Array;
  readonly notes: readonly Note[];
  /** Where edges of outside meet the box's top and bottom: "in:" or "out:" and the other's path → x. */
  readonly ports: ReadonlyMap<string, number>;
  /** Where what is set aside begins, from the left; 0 where there is none. */
  readonly margin: number;
}

export interface Request {
  readonly id: number;
  readonly levels: readonly Level[];
  readonly open: readonly string[];
}

export interface Reply {
  readonly id: number;
  /** Only those that changed since the last reply. */
  readonly levels: readonly Geometry[];
}

/** Of the box of an open scope. */
export const box = { head: 28, side: 16, bottom: 18, top: 18 };
