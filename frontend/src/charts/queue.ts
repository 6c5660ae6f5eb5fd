/**
 * A few requests at a time, each with as many cards' wishes as share one. What came into view last goes first; what came
 * together keeps its order.
 */

/** What can be asked for; `send` answers several wishes at once, in their order, each with what it finds or why not. */
export interface Kind<Q, R> {
  /** Wishes that have this alike may share a request. */
  readonly shared: (wish: Q) => string;
  /** About how many rows the answer has. */
  readonly rows: (wish: Q) => number;
  readonly send: (wishes: readonly Q[], signal: AbortSignal) => Promise<(R | Error)[]>;
}

interface Place<Q, R> {
  readonly kind: Kind<Q, R>;
  readonly wish: Q;
  readonly shared: string;
  readonly wave: number;
  readonly signal: AbortSignal;
  readonly settle: (answer: R | Error) => void;
}

// Each place knows the types of its own kind; the line as a whole does not.
// biome-ignore lint/suspicious/noExplicitAny: as said
type AnyPlace = Place<any, any>;

const mostLanes = 3;

/** The first card in view has the server and the wire to itself until it is drawn, so that there is something to see at once. */
let lanes = 1;

/** So many rows are soon sent and drawn; fewer in a request would mean more requests. */
const mostRows = 60_000;

/** Wishes that came within so many milliseconds came into view together. */
const together = 50;

let busy = 0;
let wave = 0;
let lastJoined = 0;
let line: AnyPlace[] = [];

/** Asks when the turn has come; an aborted wish leaves the line, or the request that it shares. */
export function queued<Q, R>(kind: Kind<Q, R>, wish: Q, signal: AbortSignal): Promise<R> {
  if (performance.now() - lastJoined > together) wave++;
  lastJoined = performance.now();
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const settle = (answer: R | Error) => (answer instanceof Error ? reject(answer) : resolve(answer));
    const place = { kind, wish, shared: kind.shared(wish), wave, signal, settle };
    line.push(place);
    signal.addEventListener("abort", () => leave(place), { once: true });
    // All that is asked for in one turn of the page is in line before any of it goes.
    queueMicrotask(go);
  });
}

function leave(place: AnyPlace): void {
  line = line.filter((other) => other !== place);
  place.settle(place.signal.reason);
}

function go(): void {
  while (busy < lanes && line.length) void carry(next());
}

/** The places whose turn it is: the first of the newest wave, and those that may go with it. */
function next(): AnyPlace[] {
  const inTurn = [...line].sort((a, b) => b.wave - a.wave);
  const [first] = inTurn as [AnyPlace];
  let rows = 0;
  const chosen = inTurn.filter((place) => {
    const alike =
      place.kind === first.kind && place.shared === first.shared && (lanes > 1 || place === first);
    if (!alike) return false;
    rows += place.kind.rows(place.wish);
    return place === first || rows <= mostRows;
  });
  line = line.filter((place) => !chosen.includes(place));
  return chosen;
}

async function carry(places: readonly AnyPlace[]): Promise<void> {
  const abort = new AbortController();
  const left = () => places.every(({ signal }) => signal.aborted) && abort.abort();
  for (const { signal } of places) signal.addEventListener("abort", left, { once: true });
  busy++;
  try {
    const answers = await places[0]?.kind.send(
      places.map(({ wish }) => wish),
      abort.signal,
    );
    for (const [i, { settle }] of places.entries()) settle(answers?.[i]);
  } catch (error) {
    for (const { settle } of places) settle(error as Error);
  }
  if (lanes === 1) await drawn();
  lanes = mostLanes;
  busy--;
  go();
}

/** When what has come is on the screen; a page that nobody looks at has no frames to wait for. */
function drawn(): Promise<void> {
  return new Promise((resolve) => {
    const frame = () => requestAnimationFrame(() => resolve());
    requestAnimationFrame(frame);
    setTimeout(resolve, 250);
  });
}
