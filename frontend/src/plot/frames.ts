/** Shares out drawing over frames, so that many charts with new data never hold up the page. */

/** Milliseconds of a frame that drawing may take before the rest waits for the next one. */
const budget = 12;

const waiting = new Set<() => void>();
let asked = 0;

/** Draws in one of the next frames; a draw that already waits is not put in line again. */
export function inFrame(draw: () => void): void {
  waiting.add(draw);
  if (!asked) asked = requestAnimationFrame(work);
}

export function forget(draw: () => void): void {
  waiting.delete(draw);
}

function work(): void {
  const start = performance.now();
  asked = 0;
  for (const draw of waiting) {
    waiting.delete(draw);
    apart(draw);
    if (performance.now() - start > budget) break;
  }
  if (waiting.size) asked = requestAnimationFrame(work);
}

/** One that fails must not keep the others from being drawn. */
function apart(draw: () => void): void {
  try {
    draw();
  } catch (error) {
    reportError(error);
  }
}

/** Tasks whose cost shows only after they ran, as a canvas strokes its lines when the frame ends. */
const slow = new Map<object, () => void>();
let slowAsked = 0;

/** Does one such task in each of the next frames; a newer one of the same owner takes the place of the older. */
export function oneAFrame(owner: object, task: () => void): void {
  slow.set(owner, task);
  if (!slowAsked) slowAsked = requestAnimationFrame(workOne);
}

export function forgetSlow(owner: object): void {
  slow.delete(owner);
}

function workOne(): void {
  slowAsked = 0;
  const [next] = slow;
  if (!next) return;
  slow.delete(next[0]);
  apart(next[1]);
  if (slow.size) slowAsked = requestAnimationFrame(workOne);
}
