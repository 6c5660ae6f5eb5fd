/** How images are looked at, in the address. */
import { decode, encode, type Kept, keepToo } from "../../address";
import { channels, images, maps, modes, type OtherStep, plainTone, type Zoom } from "./state";

function zooms(text: string): Map<string, Zoom> {
  const read = new Map<string, Zoom>();
  for (const entry of text ? text.split(",") : []) {
    const parts = entry.split(":");
    const [scale = 0, x = 0, y = 0] = parts.splice(-3).map(Number);
    if (scale > 0 && Number.isFinite(scale) && x >= 0 && x <= 1 && y >= 0 && y <= 1)
      read.set(decode(parts.join(":")), { scale, x, y });
  }
  return read;
}

const tidy = (n: number) => String(Number(n.toPrecision(5)));

function oneOf<T extends string>(known: readonly T[], text: string): T {
  return known.find((word) => word === text) ?? (known[0] as T);
}

const within = (text: string | undefined, low: number, high: number, usual: number) =>
  text && Number(text) >= low && Number(text) <= high ? Number(text) : usual;

function otherStep(text: string): OtherStep {
  if (text === "same" || text === "before" || text === "first") return text;
  return text && Number.isFinite(Number(text)) ? Number(text) : "";
}

function written(): string {
  const { brightness, contrast, gamma } = images.tone.value;
  const tone = [brightness, contrast, gamma].join(":");
  return tone === "0:1:1" ? "" : tone;
}

const usual = <T extends string>(known: readonly T[], now: T) => (now === known[0] ? "" : now);

const parts: Kept = {
  write: () => ({
    imagezoom: [...images.zooms.value]
      .map(([card, { scale, x, y }]) => [encode(card), tidy(scale), tidy(x), tidy(y)].join(":"))
      .join(","),
    tone: written(),
    channel: usual(channels, images.channel.value),
    map: usual(maps, images.map.value),
    images: usual(modes, images.mode.value),
    image: encode(images.first.value),
    other: encode(images.second.value),
    item: images.item.value ? String(images.item.value) : "",
    otherstep: String(images.otherStep.value),
    gain: images.gain.value === 1 ? "" : String(images.gain.value),
    signed: images.signed.value ? "1" : "",
  }),
  read: (text) => {
    const [brightness, contrast, gamma] = text("tone").split(":");
    images.zooms.value = zooms(text("imagezoom"));
    images.tone.value = {
      brightness: within(brightness, -1, 1, plainTone.brightness),
      contrast: within(contrast, 0, 10, plainTone.contrast),
      gamma: within(gamma, 0.1, 10, plainTone.gamma),
    };
    images.channel.value = oneOf(channels, text("channel"));
    images.map.value = oneOf(maps, text("map"));
    images.mode.value = oneOf(modes, text("images"));
    images.first.value = decode(text("image"));
    images.second.value = decode(text("other"));
    images.item.value = Math.floor(within(text("item"), 0, 1e6, 0));
    images.otherStep.value = otherStep(text("otherstep"));
    images.gain.value = within(text("gain"), 1, 64, 1);
    images.signed.value = text("signed") === "1";
  },
};

keepToo(parts);
