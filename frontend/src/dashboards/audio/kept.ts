/** How sounds are looked at, in the address. */
import { decode, encode, keepToo } from "../../address";
import { pitches } from "./pitch";
import { type Place, pictures, sounds } from "./state";

const tidy = (seconds: number) => String(Number(seconds.toFixed(4)));

function written([card, { run, item, at, looping, range }]: [string, Place]): string {
  const ends = range ? range.map(tidy) : [];
  return [encode(card), encode(run), item || "", at ? tidy(at) : "", looping ? "1" : "", ...ends]
    .join(";")
    .replace(/;+$/, "");
}

function read(entry: string): [string, Place] {
  const [card = "", run = "", item, at, looping, from, to] = entry.split(";");
  const number = (text: string | undefined) =>
    Number(text) > 0 && Number.isFinite(Number(text)) ? Number(text) : 0;
  const [begin, end] = [number(from), number(to)];
  const range = end > begin ? ([begin, end] as const) : null;
  const place = {
    run: decode(run),
    item: Math.floor(number(item)),
    at: number(at),
    looping: looping === "1",
    range,
  };
  return [decode(card), place];
}

keepToo({
  write: () => ({
    sound: sounds.picture.value === pictures[0] ? "" : sounds.picture.value,
    pitch: sounds.pitch.value === pitches[0] ? "" : sounds.pitch.value,
    sounds: [...sounds.places.value].map(written).join(","),
  }),
  read: (text) => {
    sounds.picture.value = pictures.find((picture) => picture === text("sound")) ?? pictures[0];
    sounds.pitch.value = pitches.find((pitch) => pitch === text("pitch")) ?? pitches[0];
    sounds.places.value = new Map(text("sounds") ? text("sounds").split(",").map(read) : []);
  },
});
