/** A few requests at a time; who asked last goes first, for that is what is being looked at. */

const lanes = 4;
let busy = 0;
const waiting: (() => void)[] = [];

/** Runs a task when its turn comes; an aborted one leaves the line and never starts. */
export async function queued<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
  if (busy >= lanes) await turn(signal);
  signal.throwIfAborted();
  busy++;
  try {
    return await task();
  } finally {
    busy--;
    waiting.pop()?.();
  }
}

function turn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(signal.reason);
    };
    const enter = () => {
      signal.removeEventListener("abort", leave);
      resolve();
    };
    signal.addEventListener("abort", leave, { once: true });
    waiting.push(enter);
  });
}
