/** The points next to the one that was chosen, by its vector, not by where it is drawn. */
import { effect, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { address } from "./embeddings";
import { fetchNeighbours, type NeighboursReply } from "./requests";
import { projector, projectorSettings } from "./state";
import { sphereized } from "./wish";

export interface Neighbours extends NeighboursReply {
  /** The point that they are neighbours of. */
  readonly of: number;
}

export const neighbours = signal<Neighbours | null>(null);

/** Why there are none: one sentence, or "". */
export const neighboursError = signal("");

/** Fetches the neighbours of whatever point is chosen; the result stops it. */
export function followNeighbours(): () => void {
  let leaving = new AbortController();
  const stop = effect(() => {
    const row = projector.point.value;
    const from = address.value;
    const count = projectorSettings.neighbours.value;
    const metric = projectorSettings.metric.value;
    const sphereize = sphereized.value;
    leaving.abort();
    leaving = new AbortController();
    neighboursError.value = "";
    if (row === null || !from) {
      neighbours.value = null;
      return;
    }
    const { signal: asked } = leaving;
    fetchNeighbours(from, { row, count, metric, sphereize }, asked).then(
      (reply) => {
        neighbours.value = { ...reply, of: row };
      },
      (error) => {
        if (asked.aborted) return;
        neighbours.value = null;
        neighboursError.value = error instanceof ServerError ? error.message : silence;
      },
    );
  });
  return () => {
    stop();
    leaving.abort();
  };
}
