/** What is told of what is under the pointer. */
import { value } from "../../../plot/formats";
import type { Stage } from "./stage";
import { timeText } from "./stretch";
import type { Hover } from "./types";

const gap = 14;

export function Tip({ stage }: { stage: Stage }) {
  const hover = stage.hover.value;
  if (!hover) return null;
  const left = hover.x + gap + 260 > stage.width ? Math.max(0, hover.x - gap - 260) : hover.x + gap;
  const below = hover.y + gap + 110 < stage.tall;
  return (
    <div
      class="tip tl-tip"
      role="tooltip"
      style={{
        left: `${left}px`,
        top: below ? `${hover.y + gap}px` : undefined,
        bottom: below ? undefined : `${stage.tall - hover.y + gap}px`,
      }}
    >
      <Told what={hover.what} />
    </div>
  );
}

function Told({ what }: { what: Hover }) {
  if (what.kind === "instant") {
    return (
      <>
        <b>{what.name || "(no name)"}</b>
        <span>
          {what.merged > 1
            ? `and ${what.merged - 1} more, at ${timeText(what.time, 7)}`
            : `at ${timeText(what.time, 7)}`}
        </span>
      </>
    );
  }
  if (what.kind === "counter") {
    const range =
      what.low === what.high
        ? value(what.last)
        : `${value(what.low)} to ${value(what.high)}, last ${value(what.last)}`;
    return (
      <>
        <b>{what.name}</b>
        <span>{`${range} from ${timeText(what.time, 7)}`}</span>
      </>
    );
  }
  if (what.merged > 1) {
    return (
      <>
        <b>{`${what.merged} slices, the longest ${what.name}`}</b>
        <span>{`${timeText(what.busy)} of ${timeText(what.end - what.start)} from ${timeText(what.start, 7)}; click to come closer`}</span>
      </>
    );
  }
  return (
    <>
      <b>{what.name || "(no name)"}</b>
      <span>{`${timeText(what.end - what.start)} from ${timeText(what.start, 7)}`}</span>
      {what.category && <span class="quiet">{what.category}</span>}
    </>
  );
}
