/** What the view of a graph is given, and what it can be asked for. */
import type { Signal } from "@preact/signals";

export type NodeType = "scope" | "op" | "series" | "function" | "input" | "output";

/** Why a node stands beside its users, small, and not in their midst; "" where it does not. */
export type Aside = "" | "bookkeeping" | "high-degree" | "constant" | "summary";

/** A node of a scope, as `api/graphs/scope` has it. */
export interface GraphNode {
  /** Its address in the whole graph; unique. */
  readonly path: string;
  readonly label: string;
  readonly type: NodeType;
  readonly op: string;
  /** Operations in it; 1 for an operation. */
  readonly count: number;
  /** Equal for nodes that are built alike. */
  readonly structure: number;
  readonly device: string;
  readonly xla: string;
  /** Microseconds, of the chosen session; null where it tells of none. */
  readonly time: number | null;
  /** Bytes. */
  readonly memory: number | null;
  readonly parameters: number | null;
  readonly shape: string;
  readonly expandable: boolean;
  readonly aside: Aside;
}

/** Between two nodes of the scope, by their places in `nodes`; `bytes` is 0 and `shape` "" where they are not known. */
export type GraphEdge = readonly [
  from: number,
  to: number,
  count: number,
  control: number,
  bytes: number,
  shape: string,
];

/** Of a node to what is not in the scope: `other` is the scope's own sibling, or a sibling of one that holds it. */
export type OutsideEdge = readonly [
  node: number,
  direction: "in" | "out",
  other: string,
  count: number,
  control: number,
  bytes: number,
  shape: string,
];

/** The children of one scope; "" is the whole graph. */
export interface Scope {
  readonly path: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly outside: readonly OutsideEdge[];
}

export type Mark = "hit" | "input" | "output" | "added" | "removed" | "changed" | "inside";

/** From where the picture is seen: the place of the plane in the middle of the window, and how large it is. */
export type Spot = readonly [x: number, y: number, scale: number];

export interface GraphViewProps {
  /** Tells graphs apart: where it changes, the view begins anew. */
  readonly graph: string;
  /** What is in a scope. Asked again for every open scope where the function is another one than before (a session was chosen). */
  readonly scopeOf: (path: string) => Promise<Scope>;
  /** Paths of the scopes that are open. One whose parent is closed is not seen. */
  readonly open: Signal<ReadonlySet<string>>;
  readonly chosen: Signal<string | null>;
  /** What a node is filled with, as CSS has colours; "" for the usual. The signals that it reads are followed. */
  readonly colourOf: (node: GraphNode) => string;
  readonly marks: Signal<ReadonlyMap<string, Mark>>;
  /** Null until a person moves; what is put there from outside is where the picture is then seen from. */
  readonly spot: Signal<Spot | null>;
  readonly onOpen: (path: string) => void;
  readonly onClose: (path: string) => void;
  readonly onChoose: (path: string | null) => void;
  /** Called with what the pointer or the keys are at; null for nothing. */
  readonly onHover?: (node: GraphNode | null) => void;
  /** Called once the view can be asked for things, and with null when it is gone. */
  readonly show: (handle: GraphHandle | null) => void;
}

export interface GraphHandle {
  /** Brings a node into view, once it is laid out; its ancestors must be open, or are being opened. */
  toPath(path: string): void;
  fit(): void;
  /** Comes closer by a factor, or goes away for one below 1; the middle stays. */
  zoom(factor: number): void;
  /** The whole picture, text as text. */
  svg(): string;
  png(): Promise<Blob>;
}
