/** What a card of images holds: its slider where steps are not linked, and its images as a grid or, in full, compared. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import type { Run } from "../../listing";
import { chosenStep, placeAt, positions, stepping } from "../../stepping";
import { useSteps } from "../../steps";
import { StepSlider } from "../../ui/stepslider";
import { noteOf, shapes } from "./described";
import { Grid } from "./grid";
import { see } from "./seen";
import { placesOf, type Selection } from "./selected";
import { Viewer } from "./viewer";

interface ContentProps {
  card: string;
  tag: string;
  runs: readonly Run[];
  full: boolean;
  /** How many columns of the page the card takes. */
  columns: number;
  onCells: (cells: number) => void;
  onNote: (note: string) => void;
  selection: RefObject<Selection | null>;
}

export function Content({ card, tag, runs, full, columns, onCells, onNote, selection }: ContentProps) {
  const { series, loading, error } = useSteps(tag, runs, true);
  const all = useMemo(
    () => positions(series),
    [...series.slice(0, 1), series.map(({ step }) => step.length).join()],
  );
  const position = { steps: all, at: placeAt(all, chosenStep(card)) };
  shapes.value;
  const places = position.at < 0 ? [] : placesOf(series, position);
  const shape = series.length ? noteOf(series) : "";
  const lengths = series.map(({ run, step }) => `${run} ${step.length}`).join("\0");
  useEffect(() => see(card, series), [card, lengths]);
  useLayoutEffect(() => {
    selection.current = { series, position };
  });
  useLayoutEffect(() => {
    if (places.length) onCells(places.length);
  }, [places.length]);
  useLayoutEffect(() => onNote(shape), [shape]);
  if (error) return <p class="image-note warn">{error}</p>;
  if (!places.length) return loading ? null : <p class="image-note">No image has been written yet.</p>;
  const shown = { card, tag, places, position };
  return (
    <>
      {(full || !stepping.linked.value) && <StepSlider card={card} series={series} />}
      {full ? <Viewer {...shown} series={series} /> : <Grid {...shown} columns={columns} full={false} />}
    </>
  );
}
