/** Something a card fetches for what it shows; the last that came stays until the next is there. */
import { useEffect, useState } from "preact/hooks";
import { ServerError } from "../api";
import { silence } from "../live";
import { useAttempts } from "./attempts";

export interface Fetched<T> {
  readonly value: T | null;
  /** One sentence on why what is asked for now could not be had, or "". */
  readonly error: string;
}

/** `key` says what is asked for; `load` asks, whenever that has changed, and again where there was no answer. */
export function useFetched<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Fetched<T> {
  const [fetched, setFetched] = useState<Fetched<T>>({ value: null, error: "" });
  const { attempt, failed, succeeded } = useAttempts();
  useEffect(() => {
    const leaving = new AbortController();
    load(leaving.signal).then(
      (value) => {
        succeeded();
        setFetched({ value, error: "" });
      },
      (reason) => {
        if (leaving.signal.aborted) return;
        const refused = reason instanceof ServerError;
        setFetched({ value: null, error: refused ? reason.message : silence });
        if (!refused) failed();
      },
    );
    return () => leaving.abort();
  }, [key, attempt]);
  return fetched;
}
