/** What of a card can be kept as files: one image as it was logged, all of a step, a tag over its steps. */
import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import { aliasOf } from "../../house";
import { count, step } from "../../plot/formats";
import { placeAt } from "../../stepping";
import { PopoverButton } from "../../ui/popover";
import { lately } from "./described";
import { imageUrl } from "./pictures";
import { type Selection, stepAt } from "./selected";
import { images } from "./state";

interface SavingProps {
  tag: string;
  selection: RefObject<Selection | null>;
}

export function Saving({ tag, selection }: SavingProps) {
  return (
    <PopoverButton icon="save" label="Save images" from="right">
      {selection.current && <Files tag={tag} {...selection.current} />}
    </PopoverButton>
  );
}

function Files({ tag, series, position }: Selection & { tag: string }) {
  const [run, setRun] = useState(images.first.value);
  const [item, setItem] = useState(images.item.value);
  const steps = series.find((one) => one.run === run) ?? series[0];
  if (!steps) return <p>There is no image yet.</p>;
  const at = stepAt(position);
  const target = { steps, place: placeAt(steps.step, at), item };
  const of = lately(steps)?.items.length ?? 1;
  const zip = new URLSearchParams([
    ...series.map((one) => ["run", one.run]),
    ["tag", tag],
    ["step", String(at)],
  ]);
  return (
    <>
      {series.length > 1 && (
        <label>
          Run
          <select value={steps.run} onChange={(event) => setRun(event.currentTarget.value)}>
            {series.map((one) => (
              <option key={one.run} value={one.run}>
                {aliasOf(one.run) || one.run}
              </option>
            ))}
          </select>
        </label>
      )}
      {of > 1 && (
        <label>
          Image
          <select value={item} onChange={(event) => setItem(Number(event.currentTarget.value))}>
            {Array.from({ length: of }, (_, i) => (
              <option key={i} value={i}>{`${count(i + 1)} of ${count(of)}`}</option>
            ))}
          </select>
        </label>
      )}
      <a class="image-file" href={imageUrl(target, { download: 1 })} download="">
        {`This image, step ${step(steps.step[target.place] as number)}, as it was logged`}
      </a>
      <Animation tag={tag} run={steps.run} item={item} count={steps.step.length} />
      <a class="image-file" href={`api/images/zip?${zip}`} download="">
        {`All images of step ${step(at)}, as a zip file`}
      </a>
    </>
  );
}

const speeds = [1, 2, 5, 10, 20];
const sizes = [160, 320, 640, 1280];

function Animation(props: { tag: string; run: string; item: number; count: number }) {
  const [fps, setFps] = useState(5);
  const [width, setWidth] = useState(320);
  const query = new URLSearchParams({
    run: props.run,
    tag: props.tag,
    item: String(props.item),
    fps: String(fps),
    width: String(width),
  });
  const choice = (label: string, known: readonly number[], now: number, set: (n: number) => void) => (
    <label>
      <select aria-label={label} value={now} onChange={(event) => set(Number(event.currentTarget.value))}>
        {known.map((n) => (
          <option key={n} value={n}>
            {n}
          </option>
        ))}
      </select>
      {label}
    </label>
  );
  return (
    <>
      <a class="image-file" href={`api/images/gif?${query}`} download="">
        {`Its ${count(props.count)} steps, as an animated GIF`}
      </a>
      <div class="actions">
        {choice("fps", speeds, fps, setFps)}
        {choice("px wide", sizes, width, setWidth)}
      </div>
    </>
  );
}
