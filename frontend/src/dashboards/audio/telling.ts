/** What is said of sounds in words. */
import { count, moment, step, value } from "../../plot/formats";
import { hertzAt } from "./pitch";
import type { Clip, Item, Spectrogram, Wave } from "./request";
import { sounds } from "./state";

/** A place in a sound, or its length: 0.250 s, 1:05.30. */
export function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 3 : 2)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds - 60 * minutes).toFixed(1).padStart(4, "0");
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

const ofChannels = (channels: number) =>
  channels === 1 ? "mono" : channels === 2 ? "stereo" : `${count(channels)} channels`;

/** Encoding, rate, channels, length, as far as they are known, and the step before them if it is asked for. */
export function factsOf({ steps, place }: Clip, item: Item | undefined, withStep: boolean): string[] {
  const facts = withStep ? [`step ${step(steps.step[place] as number)}`] : [];
  if (item?.encoding) facts.push(item.encoding);
  if (item?.rate) facts.push(`${count(item.rate)} Hz`);
  if (item?.channels) facts.push(ofChannels(item.channels));
  if (item?.seconds !== null && item?.seconds !== undefined) facts.push(clock(item.seconds));
  return facts;
}

export function loggedAt({ steps, place }: Clip): string {
  return `logged ${moment(steps.wall[place] as number)}`;
}

const named = (channel: number, channels: number) =>
  channels < 2 ? "" : channels === 2 ? ["left ", "right "][channel] : `channel ${channel + 1} `;

/** What an outline has at a share of its length. */
export function waveAt(wave: Wave, share: number, channel: number): string {
  const i = Math.min(wave.pixels - 1, Math.floor(share * wave.pixels)) * wave.channels + channel;
  const [low, high, rms] = [wave.min[i], wave.max[i], wave.rms[i]] as [number, number, number];
  return `${named(channel, wave.channels)}${value(low)} to ${value(high)}, rms ${value(rms)}`;
}

/** What a spectrogram has at a share of its length, and of its height from beneath. */
export function levelAt(
  one: Spectrogram,
  share: number,
  up: number,
  channel: number,
  channels: number,
): string {
  const hertz = hertzAt(up, one.rate / 2, sounds.pitch.value);
  const column = Math.min(one.columns - 1, Math.floor(share * one.columns));
  const row = Math.min(one.rows - 1, Math.floor((hertz / one.rate) * 2 * one.rows));
  const level = one.levels[row * one.columns + column] as number;
  const loudness = one.floor + ((one.ceiling - one.floor) * level) / 255;
  const said = level ? `${value(Math.round(loudness))} dB` : `below ${value(Math.round(one.floor))} dB`;
  return `${named(channel, channels)}${count(Math.round(hertz))} Hz, ${said}`;
}
