/** The Images tab: a card for each tag. */
import { useEffect } from "preact/hooks";
import { countColumns } from "../../charts/stage";
import { drawnTags } from "../../drawn";
import { settings } from "../../settings";
import { positions, stepBy, stepping } from "../../stepping";
import { TagPage } from "../../ui/tagpage";
import { view } from "../../view";
import { Bar } from "./bar";
import { ImageCard } from "./card";
import "./images.css";
import "./kept";
import { seenSeries } from "./seen";
import { Filters } from "./tones";

export function Images() {
  // Without a section that is open there is no grid to count in.
  useEffect(countColumns, [
    drawnTags("images").value,
    view.collapsed.value,
    view.tagFilter.value,
    settings.cards.value,
  ]);
  useEffect(bracketKeys, []);
  return (
    <>
      <Filters />
      <TagPage kind="images" noun="image" controls={<Bar />} Card={ImageCard} />
    </>
  );
}

/** Lets [ and ] step all linked cards from anywhere; the result ends that. */
function bracketKeys(): () => void {
  const press = (event: KeyboardEvent) => {
    const by = { "[": -1, "]": 1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey || !stepping.linked.peek()) return;
    if ((event.target as Element).closest?.("input:not([type=range]), textarea, select, dialog")) return;
    event.preventDefault();
    stepBy("", positions(seenSeries()), by);
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
