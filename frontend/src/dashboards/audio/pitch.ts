/** Where a frequency is in a spectrogram: evenly, or as ears tell tones apart. */

export const pitches = ["linear", "mel"] as const;
export type Pitch = (typeof pitches)[number];

// O'Shaughnessy's formula: mel = 2595 log10(1 + f / 700).
const mel = (hertz: number) => Math.log1p(hertz / 700);
const hertzOf = (mel: number) => 700 * Math.expm1(mel);

/** Hertz at a share of the height, from beneath. */
export function hertzAt(up: number, highest: number, pitch: Pitch): number {
  return pitch === "mel" ? hertzOf(up * mel(highest)) : up * highest;
}

function shareOf(hertz: number, highest: number, pitch: Pitch): number {
  return pitch === "mel" ? mel(hertz) / mel(highest) : hertz / highest;
}

/** For each of so many pixels, from beneath, the rows of frequencies that it shows: from, and up to. */
export function bands(pixels: number, rows: number, highest: number, pitch: Pitch): [number, number][] {
  const rowAt = (up: number) => (hertzAt(up, highest, pitch) / highest) * rows;
  return Array.from({ length: pixels }, (_, y) => {
    const from = Math.min(rows - 1, Math.floor(rowAt(y / pixels)));
    return [from, Math.max(from + 1, Math.min(rows, Math.floor(rowAt((y + 1) / pixels))))];
  });
}

/** Round frequencies, the highest first, and their shares of the height, at least so far apart. */
export function frequencyTicks(
  highest: number,
  pitch: Pitch,
  apart: number,
): { hertz: number; up: number }[] {
  const round = [];
  for (let ten = 1e5; ten >= 100; ten /= 10) round.push(ten, ten / 2, ten / 5);
  const ticks: { hertz: number; up: number }[] = [];
  let above = 1;
  for (const hertz of round) {
    const up = shareOf(hertz, highest, pitch);
    if (above - up < apart || up < apart) continue;
    ticks.push({ hertz, up });
    above = up;
  }
  return ticks;
}
