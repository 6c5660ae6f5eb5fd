/** What differs between the shown graph and another one. */
import { effect, signal } from "@preact/signals";
import { ServerError } from "../../api";
import { silence } from "../../live";
import { source, stamp } from "./listed";
import { type Comparison, fetchComparison } from "./request";
import { graphs } from "./state";

/** Null while nothing is compared, or the answer is under way. */
export const comparison = signal<Comparison | null>(null);
export const compareTrouble = signal("");

/** Compares whenever another graph was chosen; the result ends that. */
export function keepComparing(): () => void {
  let asking = new AbortController();
  const stop = effect(() => {
    stamp.value;
    const [one, other] = [source.value, graphs.other.value];
    asking.abort();
    asking = new AbortController();
    const ended = asking.signal;
    comparison.value = null;
    compareTrouble.value = "";
    if (!one || !other) return;
    fetchComparison(one, other, ended).then(
      (reply) => {
        comparison.value = reply;
      },
      (reason) => {
        if (!ended.aborted) compareTrouble.value = reason instanceof ServerError ? reason.message : silence;
      },
    );
  });
  return () => {
    stop();
    asking.abort();
  };
}
