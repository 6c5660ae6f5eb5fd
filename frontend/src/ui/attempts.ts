/** Asking again, by itself, for what got no answer. */
import { useEffect, useRef, useState } from "preact/hooks";

/** Milliseconds until it is asked for again, after so many failures in a row. */
export function patience(failures: number): number {
  return Math.min(60_000, 2000 * 2 ** failures);
}

export interface Attempts {
  /** Another number for each further attempt. */
  readonly attempt: number;
  /** Has a further attempt made after a while. */
  readonly failed: () => void;
  readonly succeeded: () => void;
}

export function useAttempts(): Attempts {
  const [attempt, setAttempt] = useState(0);
  const failures = useRef(0);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    attempt,
    failed: () => {
      clearTimeout(timer.current);
      timer.current = window.setTimeout(() => setAttempt((n) => n + 1), patience(failures.current++));
    },
    succeeded: () => {
      failures.current = 0;
    },
  };
}
