/** What lies under the pointer, or under the marker that the arrow keys move. */
import { signal } from "@preact/signals";
import { nearestRow, timesOf } from "../../charts/steptimes";
import { passing } from "../../view";
import { bucketAt, heightAt } from "./outline";
import type { Mark, Scene } from "./scene";

export interface Pointed {
  readonly card: string;
  readonly scene: Scene;
  readonly mark: Mark;
  /** The bucket among all of its run; -1 for a histogram without one. */
  readonly bucket: number;
  /** Where the tooltip belongs, in the window. */
  readonly left: number;
  readonly top: number;
}

export const pointed = signal<Pointed | null>(null);

export function pointTo(next: Pointed | null): void {
  pointed.value = next;
  passing.hoveredRun.value = next?.mark.histograms.run ?? null;
}

/** Ends what a card points at, as when it goes. */
export function leave(card: string): void {
  if (pointed.peek()?.card === card) pointTo(null);
}

/** Points at the same bucket of the same step in a new scene of a card, where that is still there. */
export function follow(card: string, scene: Scene | null): void {
  const now = pointed.peek();
  if (now?.card !== card || now.scene === scene) return;
  const { histograms, row } = now.mark;
  const same = (mark: Mark) =>
    mark.histograms.run === histograms.run && mark.histograms.step[mark.row] === histograms.step[row];
  const mark = scene?.marks.find(same);
  if (!scene || !mark) leave(card);
  else {
    const bucket =
      now.bucket - (histograms.start[row] as number) + (mark.histograms.start[mark.row] as number);
    pointTo({ ...now, scene, mark, bucket: now.bucket < 0 ? -1 : bucket });
  }
}

/** The mark at a place in the picture and the value there; null where there is no plot. */
export function markAt(scene: Scene, left: number, top: number): { mark: Mark; value: number } | null {
  const plot = scene.plots.findIndex(
    ({ box }) =>
      left >= box.left - 6 &&
      left <= box.left + box.width + 6 &&
      top >= box.top - 2 &&
      top <= box.top + box.height + 6,
  );
  const here = scene.plots[plot];
  if (!here) return null;
  const { box, values } = here;
  const marks = scene.marks.filter((mark) => mark.plot === plot);
  const [x, y] = [left - box.left, top - box.top];
  const [low, high] = values;
  const heat = scene.wish.mode === "heat";
  const share = heat ? 1 - y / box.height : x / box.width;
  const mark = heat ? columnAt(marks, x) : ridgeAt(scene, here.peak, marks, x, y);
  return mark && { mark, value: low + Math.min(1, Math.max(0, share)) * (high - low) };
}

function columnAt(marks: readonly Mark[], x: number): Mark | null {
  const away = ({ from, to }: Mark) => Math.max(from - x, x - to, 0);
  return least(marks, away);
}

/** In front comes first: the ridge whose flesh is there, else the one with the nearest line. */
function ridgeAt(scene: Scene, peak: number, marks: readonly Mark[], x: number, y: number): Mark | null {
  const { tall } = scene;
  const lineAt = ({ outline, base }: Mark) =>
    base - (outline ? Math.min(1, heightAt(outline, x) / peak) * tall : 0);
  if (scene.wish.mode === "offset") {
    const inside = marks.filter(
      (mark) => lineAt(mark) <= y && y <= mark.base && lineAt(mark) < mark.base - 0.5,
    );
    if (inside.length) return inside.at(-1) ?? null;
  }
  return least(marks, (mark) => Math.abs(lineAt(mark) - y));
}

function least(marks: readonly Mark[], away: (mark: Mark) => number): Mark | null {
  let best: Mark | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const mark of marks) {
    // Of equals the later one lies in front.
    const here = away(mark);
    if (here <= distance) [best, distance] = [mark, here];
  }
  return best;
}

/** What the other runs of a card have at the time and value of a mark: their nearest histogram, its bucket. */
export function beside({
  scene,
  mark,
  bucket,
}: Pointed): { mark: Pick<Mark, "histograms" | "row">; bucket: number }[] {
  const own = mark.histograms;
  const value = ((own.left[bucket] as number) + (own.right[bucket] as number)) / 2;
  return scene.wish.series.flatMap((histograms) => {
    if (histograms.run === own.run || !histograms.rows) return [];
    const chosen = scene.wish.mode === "single" ? scene.wish.chosen : [];
    const there = chosen.find((one) => one.histograms.run === histograms.run) ?? {
      histograms,
      row: nearestRow(timesOf(histograms, scene.wish.axis), histograms.rows, mark.time),
    };
    return [{ mark: there, bucket: bucketAt(there.histograms, there.row, value) }];
  });
}

/** Where the edges of a bucket and the foot of its mark are, in pixels of the whole picture. */
export function bucketBox(scene: Scene, { plot, base, from, to, histograms }: Mark, bucket: number) {
  const here = scene.plots[plot];
  if (!here || bucket < 0) return null;
  const { box } = here;
  const [low, high] = here.values;
  const heat = scene.wish.mode === "heat";
  const pixels = heat ? box.height : box.width;
  const at = (v: number) => Math.min(pixels, Math.max(0, ((v - low) / (high - low)) * pixels));
  const ends = [at(histograms.left[bucket] as number), at(histograms.right[bucket] as number)] as const;
  const [begin, end] = [Math.min(...ends), Math.max(...ends)];
  return heat
    ? { x: from, y: box.height - end, width: to - from, height: end - begin, base }
    : { x: begin, y: 0, width: end - begin, height: box.height, base };
}
