/** A few requests at a time. What came into view last goes first; what came together keeps its order. */

interface Place {
  readonly wave: number;
  readonly enter: () => void;
}

const mostLanes = 4;

/** The first card in view has the server and the wire to itself, so that there is something to see at once. */
let lanes = 1;

/** Requests made within so many milliseconds came into view together. */
const together = 50;

let busy = 0;
let wave = 0;
let lastJoined = 0;
const line: Place[] = [];

/** Runs a task when its turn comes; an aborted one leaves the line and never starts. */
export async function queued<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
  if (busy >= lanes) await turn(signal);
  signal.throwIfAborted();
  busy++;
  try {
    return await task();
  } finally {
    busy--;
    lanes = mostLanes;
    for (let free = lanes - busy; free > 0; free--) next()?.enter();
  }
}

function next(): Place | undefined {
  const newest = line.at(-1)?.wave;
  const at = line.findIndex((place) => place.wave === newest);
  return at < 0 ? undefined : line.splice(at, 1)[0];
}

function turn(signal: AbortSignal): Promise<void> {
  if (performance.now() - lastJoined > together) wave++;
  lastJoined = performance.now();
  return new Promise((resolve, reject) => {
    const place: Place = {
      wave,
      enter: () => {
        signal.removeEventListener("abort", leave);
        resolve();
      },
    };
    const leave = () => {
      const at = line.indexOf(place);
      if (at >= 0) line.splice(at, 1);
      reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    line.push(place);
  });
}
