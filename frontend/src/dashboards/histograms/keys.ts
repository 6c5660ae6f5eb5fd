/** The keys of a card: arrows move the marker over steps and buckets, Enter chooses the step. */
import { chooseStep, chosenStep } from "../../stepping";
import { resetZoom } from "./gestures";
import type { Shown } from "./model";
import { bucketAt } from "./outline";
import { bucketBox, leave, pointed, pointTo } from "./pointing";
import type { Mark, Scene } from "./scene";

const arrows: Record<string, readonly [steps: number, buckets: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export function pressed(event: KeyboardEvent, shown: Shown): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target !== event.currentTarget) return;
  const scene = shown.scene.peek();
  const by = arrows[event.key];
  if (by && scene)
    move(shown, scene, scene.wish.mode === "heat" ? turned(by) : by, event.currentTarget as Element);
  else if (event.key === "r") resetZoom(shown.card);
  else if (event.key === "Enter" && pointed.peek()?.card === shown.card) choose(shown);
  else if (event.key === "Escape" && pointed.peek()?.card === shown.card) leave(shown.card);
  else return;
  event.preventDefault();
}

/** In a heat map steps run across, and values upwards. */
function turned([steps, buckets]: readonly [number, number]): readonly [number, number] {
  return [buckets, -steps];
}

function choose({ card }: Shown): void {
  const { histograms, row } = (pointed.peek() as NonNullable<typeof pointed.value>).mark;
  const step = histograms.step[row] as number;
  chooseStep(card, chosenStep(card) === step ? null : step);
}

function move(shown: Shown, scene: Scene, [steps, buckets]: readonly [number, number], card: Element): void {
  const now = pointed.peek();
  const here = now?.card === shown.card && now.scene === scene ? now : null;
  const marks = scene.marks.filter(({ plot }) => plot === (here?.mark.plot ?? 0));
  const at = here ? marks.indexOf(here.mark) + steps : marks.length - 1;
  const mark = marks[Math.max(0, Math.min(marks.length - 1, at))];
  if (!mark) return;
  pointAt(shown, scene, mark, bucketNear(mark, here?.mark ?? mark, here ? here.bucket + buckets : -1), card);
}

/** The same bucket in the same histogram, one at the same value in another; without one the fullest. */
function bucketNear({ histograms, row }: Mark, before: Mark, bucket: number): number {
  const [begin, end] = [histograms.start[row] as number, histograms.start[row + 1] as number];
  if (bucket < 0) return fullest(histograms.counts, begin, end);
  if (before.histograms === histograms && before.row === row)
    return Math.max(begin, Math.min(end - 1, bucket));
  const { left, right } = before.histograms;
  return bucketAt(histograms, row, ((left[bucket] as number) + (right[bucket] as number)) / 2);
}

function fullest(counts: ArrayLike<number>, begin: number, end: number): number {
  let best = begin < end ? begin : -1;
  for (let i = begin; i < end; i++) if ((counts[i] as number) > (counts[best] as number)) best = i;
  return best;
}

function pointAt({ card }: Shown, scene: Scene, mark: Mark, bucket: number, element: Element): void {
  const box = scene.plots[mark.plot]?.box;
  const place = bucketBox(scene, mark, bucket);
  const picture = element.querySelector(".histogram")?.getBoundingClientRect();
  if (!box || !picture) return;
  const x = picture.left + box.left + (place ? place.x + place.width / 2 : 0);
  const y = picture.top + box.top + (scene.wish.mode === "heat" ? (place?.y ?? 0) : mark.base);
  pointTo({ card, scene, mark, bucket, left: x, top: y });
}
