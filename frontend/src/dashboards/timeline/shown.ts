/** Which timelines are shown: the first, and those that were put beneath it. */
import { batch, computed, effect, untracked } from "@preact/signals";
import { closeOpened, openedIn, openedName } from "../../opened";
import { listed, type TimelineEntry, titleOf } from "./entries";
import { Picture, type Wanted } from "./picture";
import { pictures } from "./pictures";
import { state } from "./state";

/** More than these leave none enough room, and the server keeps no more open. */
export const most = 6;

const wantedOf = (entry: TimelineEntry): Wanted => ({
  id: entry.id,
  source: { id: entry.id },
  key: `${entry.id} ${entry.changed}`,
  title: titleOf(entry),
});

const first = computed<Wanted | null>(() => {
  const opened = openedIn("timeline");
  if (opened && !state.id.value)
    return { id: "", source: { file: opened }, key: opened, title: openedName(opened) };
  const found = listed.value?.find(({ id }) => id === state.id.value) ?? listed.value?.[0];
  return found ? wantedOf(found) : null;
});

export const wanted = computed<readonly Wanted[]>(() => {
  const head = first.value;
  if (!head) return [];
  const others = state.others.value.flatMap((id) => listed.value?.find((entry) => entry.id === id) ?? []);
  return [head, ...others.map(wantedOf).filter(({ id }) => id !== head.id)].slice(0, most);
});

/** Has a picture of each that is wanted; the result ends that. */
export function keepPictures(): () => void {
  const stop = effect(() => {
    const next = wanted.value;
    untracked(() => follow(next));
  });
  return () => {
    stop();
    follow([]);
  };
}

function follow(next: readonly Wanted[]): void {
  const before = pictures.peek();
  const kept = next.map((one) => before.find(({ wanted: { key } }) => key === one.key) ?? new Picture(one));
  kept.forEach((picture, i) => {
    picture.title.value = next[i]?.title ?? "";
  });
  for (const picture of before) if (!kept.includes(picture)) picture.end();
  // What was looked at in one timeline means nothing in another.
  const [was, is] = [before[0]?.wanted.key, kept[0]?.wanted.key];
  if (was && is && was !== is && !before.some(({ wanted: { key } }) => key === is)) forget();
  pictures.value = kept;
}

function forget(): void {
  batch(() => {
    state.view.value = null;
    state.marks.value = [];
    if (state.told.peek()) return;
    state.chosen.value = null;
    state.range.value = null;
  });
}

/** Puts a timeline beneath the others, or takes it away. */
export function toggleOther(id: string): void {
  const before = state.others.peek();
  if (!before.includes(id)) state.others.value = [...before, id];
  else {
    const picture = pictures.peek().find((one) => one.wanted.id === id);
    if (picture) takeAway(picture);
    else state.others.value = before.filter((one) => one !== id);
  }
}

/** Takes a picture away; without the first the next one is the first, and what is seen stays. */
export function takeAway(picture: Picture): void {
  const all = pictures.peek();
  const rest = all.filter((one) => one !== picture);
  const [next] = rest;
  if (!next) return;
  batch(() => {
    if (told(picture)) {
      state.chosen.value = null;
      state.range.value = null;
    }
    if (told(picture) || told(next)) state.told.value = "";
    if (picture === all[0]) {
      const { view, marks } = { view: next.view.peek(), marks: next.marks.peek() };
      closeOpened();
      state.id.value = next.wanted.id;
      state.view.value = view;
      state.marks.value = marks;
    }
    state.others.value = rest.slice(1).map(({ wanted: { id } }) => id);
  });
}

const told = (picture: Picture) => picture.isTold.peek();
