/** A few pictures are fetched at a time; what is to be shown goes before what may be shown next. */

const mostAtOnce = 4;

let busy = 0;
const line: (() => void)[] = [];
const idle: (() => void)[] = [];

/** Runs a task when its turn comes; an aborted one leaves the line and never starts. */
export async function inTurn<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
  if (busy >= mostAtOnce) await turn(signal);
  signal.throwIfAborted();
  busy++;
  try {
    return await task();
  } finally {
    busy--;
    line.shift()?.();
    if (!busy) for (const go of idle.splice(0)) go();
  }
}

function turn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = () => {
      signal.removeEventListener("abort", leave);
      resolve();
    };
    const leave = () => {
      const at = line.indexOf(enter);
      if (at >= 0) line.splice(at, 1);
      reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    line.push(enter);
  });
}

/** Waits until nothing is on its way that is to be shown. */
export async function whenIdle(): Promise<void> {
  while (busy) await new Promise<void>((resolve) => idle.push(resolve));
}
