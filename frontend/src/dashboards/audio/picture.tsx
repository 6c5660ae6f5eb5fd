/** The picture of a sound, which is also where its place is set and a loop selected. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { inkOf } from "../../plot/colours";
import { step } from "../../plot/formats";
import { dark } from "../../settings";
import { useFetched } from "../../ui/fetched";
import type { Range } from "../../view";
import { drawSpectrograms, drawWave } from "./draw";
import { player } from "./player";
import {
  type Clip,
  clipUrl,
  fetchSpectrogram,
  fetchWave,
  type Item,
  type Spectrogram,
  type Wave,
} from "./request";
import { type Picture, placeOf, setPlace, sounds } from "./state";
import { clock, levelAt, waveAt } from "./telling";
import { useTime } from "./time";

interface PictureProps {
  id: string;
  clip: Clip;
  item: Item | undefined;
  /** NaN where the length is not known. */
  seconds: number;
}

interface Drawing {
  readonly clip: Clip;
  readonly wave: Wave | null;
  readonly spectra: readonly Spectrogram[];
}

/** Channels beyond these are heard and not drawn. */
const mostLanes = 8;
const widest = 4096;
const tallest = 512;

export function PictureOf({ id, clip, item, seconds }: PictureProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, height] = useSize(box);
  const lanes = Math.min(mostLanes, item?.channels ?? 1);
  const drawing = useDrawing(clip, item, lanes, width, height);
  const [pointed, setPointed] = useState<readonly [number, number] | null>(null);
  const { selecting, ...pointing } = usePointing(id, seconds, setPointed);
  const { looping, range } = placeOf(id);
  const shown = selecting ?? (looping ? range : null);
  const share = (at: number) => `${100 * Math.max(0, Math.min(1, at / seconds))}%`;
  useTime(
    id,
    (at) => {
      const slider = box.current;
      if (!slider) return;
      slider.style.setProperty("--at", Number.isFinite(seconds) ? String(Math.min(1, at / seconds)) : "0");
      slider.setAttribute("aria-valuenow", String(Math.round(1000 * at) / 1000));
      slider.setAttribute("aria-valuetext", `${clock(at)} of ${clock(seconds)}`);
    },
    [seconds],
  );
  return (
    <div
      ref={box}
      class="sound-picture"
      role="slider"
      tabIndex={0}
      aria-label="Place in the sound"
      aria-valuemin={0}
      aria-valuemax={Number.isFinite(seconds) ? seconds : 0}
      aria-valuenow={0}
      title="Click or drag: go there · Shift and drag: loop a part · double click: loop no part"
      {...pointing}
    >
      {item?.drawn ? (
        <Canvas drawing={drawing.value} lanes={lanes} width={width} height={height} />
      ) : (
        item && <p class="card-said">{`${item.encoding}: played, but not drawn`}</p>
      )}
      {drawing.error && <p class="card-said">{drawing.error}</p>}
      {shown && Number.isFinite(seconds) && (
        <i class="sound-loop" style={{ left: share(shown[0]), right: `calc(100% - ${share(shown[1])})` }} />
      )}
      {Number.isFinite(seconds) && <i class="sound-playhead" />}
      {pointed && <Readout at={pointed} drawing={drawing.value} lanes={lanes} seconds={seconds} />}
    </div>
  );
}

function useSize(box: { readonly current: HTMLElement | null }): readonly [number, number] {
  const [size, setSize] = useState<readonly [number, number]>([0, 0]);
  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      setSize([Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)]);
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return size;
}

/** What is drawn: fetched for about as many pixels as there are. */
function useDrawing(clip: Clip, item: Item | undefined, lanes: number, width: number, height: number) {
  const picture: Picture = sounds.picture.value;
  const across = Math.min(widest, 64 * Math.ceil(width / 64));
  // Where low frequencies are drawn larger, all that there are is needed.
  const finest = sounds.pitch.value === "mel" ? tallest : 16 * Math.ceil(height / lanes / 16);
  const down = Math.max(16, Math.min(tallest, finest));
  const wanted = item?.drawn && across > 0;
  const key = wanted
    ? [clipUrl("", clip), picture, lanes, across, picture === "spectrogram" && down].join("\0")
    : "";
  return useFetched<Drawing | null>(key, async (signal) => {
    if (!wanted) return null;
    if (picture === "waveform") return { clip, wave: await fetchWave(clip, across, signal), spectra: [] };
    const channels = Array.from({ length: lanes }, (_, channel) =>
      fetchSpectrogram(clip, channel, across, down, signal),
    );
    return { clip, wave: null, spectra: await Promise.all(channels) };
  });
}

function Canvas(props: { drawing: Drawing | null; lanes: number; width: number; height: number }) {
  const { drawing, lanes, width, height } = props;
  const ref = useRef<HTMLCanvasElement>(null);
  const pitch = sounds.pitch.value;
  const ink = drawing ? inkOf(drawing.clip.steps.run).colour : "";
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !context || !drawing || !width || !height) return;
    [canvas.width, canvas.height] = [width, height];
    const { clip, wave, spectra } = drawing;
    const line = getComputedStyle(canvas).getPropertyValue("--line");
    if (wave) drawWave({ context, width, height }, wave, Math.min(lanes, wave.channels), ink, line);
    else drawSpectrograms({ context, width, height }, spectra, pitch);
    canvas.dataset.drawn = `${wave ? "waveform" : "spectrogram"} of step ${step(clip.steps.step[clip.place] as number)}`;
    canvas.dataset.run = clip.steps.run;
  }, [drawing, lanes, width, height, ink, pitch, dark.value]);
  return <canvas ref={ref} />;
}

function Readout(props: {
  at: readonly [across: number, down: number];
  drawing: Drawing | null;
  lanes: number;
  seconds: number;
}) {
  const [across, down] = props.at;
  const { wave, spectra } = props.drawing ?? { wave: null, spectra: [] };
  const channel = Math.min(props.lanes - 1, Math.floor(down * props.lanes));
  const up = 1 - (down * props.lanes - channel);
  const one = spectra[channel];
  const told = wave
    ? waveAt(wave, across, Math.min(channel, wave.channels - 1))
    : one && levelAt(one, across, up, channel, spectra.length);
  return (
    <output class={across > 0.5 ? "sound-readout left" : "sound-readout"}>
      {[clock(across * props.seconds), told].filter(Boolean).join(" · ")}
    </output>
  );
}

/** Pixels that a pointer may tremble by. */
const still = 3;

/** Drags seek; with Shift, or while looping, they select what is looped. */
function usePointing(card: string, seconds: number, point: (at: readonly [number, number] | null) => void) {
  const [selecting, setSelecting] = useState<Range | null>(null);
  const from = useRef<{ readonly x: number; readonly at: number; readonly selects: boolean } | null>(null);
  const shares = (event: PointerEvent): [number, number] => {
    const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const inside = (share: number) => Math.max(0, Math.min(1 - 1e-9, share));
    return [inside((event.clientX - left) / width), inside((event.clientY - top) / height)];
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || !Number.isFinite(seconds)) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const at = shares(event)[0] * seconds;
    from.current = { x: event.clientX, at, selects: event.shiftKey || placeOf(card).looping };
    if (!from.current.selects) player.seek(card, at);
  };
  const onPointerMove = (event: PointerEvent) => {
    const place = shares(event);
    point(place);
    const begin = from.current;
    if (!begin) return;
    const at = place[0] * seconds;
    if (!begin.selects) player.seek(card, at);
    else if (Math.abs(event.clientX - begin.x) > still)
      setSelecting([Math.min(at, begin.at), Math.max(at, begin.at)]);
  };
  const onPointerUp = () => {
    const begin = from.current;
    from.current = null;
    setSelecting(null);
    if (!begin?.selects) return;
    if (selecting) setPlace(card, { looping: true, range: selecting });
    player.seek(card, selecting ? selecting[0] : begin.at);
  };
  return {
    selecting,
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onPointerCancel: () => {
      from.current = null;
      setSelecting(null);
    },
    onPointerLeave: () => point(null),
    onDblClick: () => setPlace(card, { range: null }),
  };
}
