/** api/audio: what the sounds of a value are, outlines and spectrograms. */
import { checked } from "../../api";
import { decodeBody, type Place } from "../../columns";
import { type Steps, valueUrl } from "../../steps";

/** A sound as the server describes it; null is what cannot be told without decoding. */
export interface Item {
  /** "" where it cannot be played at all. */
  readonly format: string;
  readonly encoding: string | null;
  /** Frames a second. */
  readonly rate: number | null;
  readonly channels: number | null;
  readonly frames: number | null;
  readonly seconds: number | null;
  /** Bytes. */
  readonly size: number;
  readonly label: string;
  /** Whether there are pictures of it. */
  readonly drawn: boolean;
  /** Whether browsers play it as it is. */
  readonly plays: boolean;
  /** What is wrong with it. */
  readonly error?: string;
}

export interface Info {
  readonly items: readonly Item[];
  readonly total: number;
}

/** One sound: a value of a series, and which of its batch. */
export interface Clip {
  readonly steps: Steps;
  readonly place: number;
  readonly item: number;
}

export function clipUrl(
  route: string,
  { steps, place, item }: Clip,
  more: Record<string, number> = {},
): string {
  return valueUrl(`api/audio/${route}`, steps, place, { ...(item ? { item } : {}), ...more });
}

export async function fetchInfo(clip: Clip, signal: AbortSignal): Promise<Info> {
  return (await checked(await fetch(clipUrl("info", { ...clip, item: 0 }), { signal }))).json();
}

/** Least, greatest and root mean square in each pixel, from -1 to 1; pixel i of channel c stands at i * channels + c. */
export interface Wave {
  readonly pixels: number;
  readonly channels: number;
  readonly nonfinite: number;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly rms: Float64Array;
}

type Names = "min" | "max" | "rms";

export async function fetchWave(clip: Clip, width: number, signal: AbortSignal): Promise<Wave> {
  const reply = await checked(await fetch(clipUrl("wave", clip, { width }), { signal }));
  const { header, column } = decodeBody<Omit<Wave, Names> & { columns: Record<Names, Place> }>(
    await reply.arrayBuffer(),
  );
  const { pixels, channels, nonfinite, columns } = header;
  const of = (name: Names) => column(columns[name], pixels * channels) as Float64Array;
  return { pixels, channels, nonfinite, min: of("min"), max: of("max"), rms: of("rms") };
}

/** Levels row by row from the lowest frequencies: 0 is `floor` dB or less, 255 is `ceiling`. */
export interface Spectrogram {
  readonly rows: number;
  readonly columns: number;
  readonly floor: number;
  readonly ceiling: number;
  readonly rate: number;
  readonly levels: Uint8Array;
}

export async function fetchSpectrogram(
  clip: Clip,
  channel: number,
  width: number,
  height: number,
  signal: AbortSignal,
): Promise<Spectrogram> {
  const reply = await checked(
    await fetch(clipUrl("spectrogram", clip, { channel, width, height }), { signal }),
  );
  const { header, column } = decodeBody<Omit<Spectrogram, "levels"> & { levels: Place }>(
    await reply.arrayBuffer(),
  );
  return { ...header, levels: column(header.levels, header.rows * header.columns) as Uint8Array };
}
