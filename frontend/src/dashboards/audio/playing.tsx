/** A player: the picture of a sound, its buttons, what it is, whose it is, and at which step. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { things } from "../../plot/formats";
import { chosenStep, placeAt } from "../../stepping";
import { addressOf, type Steps } from "../../steps";
import { useFetched } from "../../ui/fetched";
import { Icon, IconButton } from "../../ui/icons";
import { StepSlider } from "../../ui/stepslider";
import { type Heard, toggleLoop } from "./keys";
import { Label } from "./label";
import { PictureOf } from "./picture";
import { player } from "./player";
import { type Clip, clipUrl, fetchInfo, type Info, type Item } from "./request";
import { RunChooser } from "./runchooser";
import { placeOf, setPlace } from "./state";
import { clock, factsOf, loggedAt } from "./telling";
import { useTime } from "./time";

interface PlayerProps {
  id: string;
  series: readonly Steps[];
  heard: RefObject<Heard | null>;
}

export function Player({ id, series, heard }: PlayerProps) {
  const chosen = placeOf(id);
  const steps = series.find(({ run }) => run === chosen.run) ?? (series[0] as Steps);
  const { place, waiting } = useHeld(id, steps);
  const { value: info, error } = useFetched(`${steps.run}\0${addressOf(steps, place)}`, (signal) =>
    fetchInfo({ steps, place, item: 0 }, signal),
  );
  const number = info && chosen.item >= info.items.length ? 0 : chosen.item;
  const clip: Clip = { steps, place, item: number };
  const item = info?.items[number];
  const url = clipUrl("sound", clip, item?.format && !item.plays ? { playable: 1 } : {});
  const mine = player.source.value?.card === id;
  useEffect(() => {
    if (mine && player.source.peek()?.url !== url)
      player.load(id, url, player.time.peek(), player.playing.peek());
  }, [mine, url]);
  const seconds = item?.seconds ?? (mine ? player.duration.value : Number.NaN);
  const silent = error || item?.format === "" || info?.items.length === 0;
  heard.current = { runs: series.map(({ run }) => run), run: steps.run, url: silent ? "" : url, seconds };
  return (
    <div class="sound">
      {silent ? (
        <p class="sound-silent" role="alert">
          {error || item?.error || "No sound was written at this step."}
        </p>
      ) : (
        <>
          <PictureOf id={id} clip={clip} item={item} seconds={seconds} />
          <Said sentences={[item?.error, mine ? player.trouble.value : ""]} />
        </>
      )}
      {!error && item && <Buttons id={id} clip={clip} url={url} item={item} info={info} seconds={seconds} />}
      <p class="sound-facts" title={loggedAt(clip)}>
        {factsOf(clip, item, series.length > 1 || waiting).join(" · ")}
        {waiting && <em> · a newer step has come and waits until this has been heard</em>}
      </p>
      {item?.label && <Label key={item.label} text={item.label} />}
      {series.length > 1 && <RunChooser card={id} runs={heard.current.runs} run={steps.run} />}
      <StepSlider card={id} series={series} />
    </div>
  );
}

/** Which of a series' values is shown. While one is heard that is the newest, it stays when a newer one comes. */
function useHeld(card: string, steps: Steps): { place: number; waiting: boolean } {
  const chosen = chosenStep(card);
  const newest = placeAt(steps.step, chosen);
  const key = `${steps.run}\0${chosen}`;
  const held = useRef({ key, place: newest });
  const heard = player.source.value?.card === card && player.playing.value;
  if (!heard || held.current.key !== key || held.current.place >= steps.step.length)
    held.current = { key, place: newest };
  return { place: held.current.place, waiting: held.current.place !== newest };
}

function Said({ sentences }: { sentences: readonly (string | undefined)[] }) {
  return (
    <>
      {sentences.filter(Boolean).map((sentence) => (
        <p key={sentence} class="card-said warn" role="alert">
          {sentence}
        </p>
      ))}
    </>
  );
}

interface ButtonsProps {
  id: string;
  clip: Clip;
  /** What is heard. */
  url: string;
  item: Item;
  info: Info;
  seconds: number;
}

function Buttons({ id, clip, url, item, info, seconds }: ButtonsProps) {
  const { looping, range } = placeOf(id);
  const heard = player.source.value?.card === id && player.playing.value;
  const loop = looping
    ? range
      ? "Looping the selection"
      : "Looping; drag over the picture to select"
    : "Loop";
  return (
    <div class="sound-buttons">
      {item.format && (
        <>
          <IconButton
            icon={heard ? "pause" : "play"}
            label={heard ? "Pause" : "Play"}
            class="sound-play"
            onClick={() => player.toggle(id, url)}
          />
          <Clock id={id} seconds={seconds} />
          <IconButton icon="loop" label={loop} pressed={looping} onClick={() => toggleLoop(id)} />
        </>
      )}
      {info.total > 1 && <Batch id={id} item={clip.item} info={info} />}
      <a
        class="icon"
        href={clipUrl("sound", clip, { download: 1 })}
        download=""
        aria-label="Save this sound as it was logged"
        title="Save this sound as it was logged"
      >
        <Icon name="save" />
      </a>
    </div>
  );
}

function Batch({ id, item, info }: { id: string; item: number; info: Info }) {
  const lost = info.total - info.items.length;
  return (
    <select
      aria-label="Sound of the batch"
      title={lost ? `${things(lost, "more sound")} of this batch cannot be chosen` : ""}
      value={item}
      onChange={({ currentTarget }) => setPlace(id, { item: Number(currentTarget.value) })}
    >
      {info.items.map(({ label }, number) => (
        <option key={number} value={number}>
          {`${number + 1} of ${info.total}${label ? `: ${label.slice(0, 40)}` : ""}`}
        </option>
      ))}
    </select>
  );
}

function Clock({ id, seconds }: { id: string; seconds: number }) {
  const ref = useRef<HTMLElement>(null);
  useTime(
    id,
    (at) => {
      if (ref.current) ref.current.textContent = clock(at);
    },
    [],
  );
  return (
    <span class="sound-clock">
      <b ref={ref} /> / {clock(seconds)}
    </span>
  );
}
