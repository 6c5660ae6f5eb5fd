/** The card of one tag: its sound in one run at one step, and which. */
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { runsWith } from "../../drawn";
import { useSteps } from "../../steps";
import { TagCard } from "../../ui/tagcard";
import type { CardProps } from "../../ui/tagpage";
import { type Heard, soundKey } from "./keys";
import { Player } from "./playing";

export function SoundCard({ id, tag }: CardProps) {
  const heard = useRef<Heard | null>(null);
  return (
    <TagCard id={id} tag={tag} shape="own" onKeyDown={(event) => soundKey(event, id, heard.current)}>
      {() => <Body id={id} tag={tag} heard={heard} />}
    </TagCard>
  );
}

function Body({ id, tag, heard }: CardProps & { heard: RefObject<Heard | null> }) {
  const { series, loading, error } = useSteps(tag, runsWith("audio", tag), true);
  const filled = series.filter(({ step }) => step.length);
  if (error && !filled.length) return <p class="card-said">{error}</p>;
  if (!filled.length)
    return <p class="card-said">{loading ? "Loading…" : "No sound has been written yet."}</p>;
  return <Player id={id} series={filled} heard={heard} />;
}
