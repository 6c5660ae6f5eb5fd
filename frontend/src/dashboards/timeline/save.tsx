/** What a timeline is saved as, and where else it is opened. */
import { useState } from "preact/hooks";
import { fileName, hand } from "../../charts/save";
import { useFetched } from "../../ui/fetched";
import { PopoverButton } from "../../ui/popover";
import type { Picture } from "./picture";
import { exportUrl, fetchPerfetto, perfettoUrl } from "./request";

export function Save({ picture }: { picture: Picture }) {
  const [trouble, setTrouble] = useState("");
  const name = fileName(picture.title.value);
  const range = picture.range.value;
  const seen = range ?? {
    ...(picture.view.value ?? picture.reach.value),
    tracks: picture.rows.tracks.value,
  };
  const save = async () => {
    const blob = await picture.scene.peek()?.png();
    setTrouble(blob ? "" : "The picture could not be made.");
    if (blob) hand(blob, `${name}.png`);
  };
  return (
    <PopoverButton icon="save" label="Save">
      <button type="button" class="primary" onClick={() => void save()}>
        Picture (PNG)
      </button>
      <a class="primary" href={exportUrl(picture.wanted.source, seen)} download={`${name}.json`}>
        {range ? "The range (Chrome JSON)" : "What is seen (Chrome JSON)"}
      </a>
      <Perfetto picture={picture} />
      {trouble && (
        <p class="warn" role="alert">
          {trouble}
        </p>
      )}
    </PopoverButton>
  );
}

/** All of the timeline in a tab of its own; where that cannot be, how it can. */
function Perfetto({ picture: { wanted, title } }: { picture: Picture }) {
  const { value: missing } = useFetched("", fetchPerfetto);
  if (missing === null) return null;
  if (missing) return <p class="quiet">{missing}</p>;
  return (
    <a class="primary" href={perfettoUrl(wanted.source, title.value)} target="_blank" rel="noreferrer">
      Open in Perfetto
    </a>
  );
}
