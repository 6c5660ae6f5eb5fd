/** The Timelines tab: its bar, the picture, and what is told beneath it. */
import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { bytes } from "../../plot/formats";
import { shownNames } from "../../selection";
import { AllOff } from "../../ui/alloff";
import { Message } from "../../ui/blank";
import { IconButton } from "../../ui/icons";
import { Bar } from "./bar";
import { foundNames, keepFinding } from "./finding";
import { details, keepDetails } from "./going";
import "./kept";
import { listed, listTrouble } from "./entries";
import { openMenu, RowMenu } from "./menu";
import { Panes } from "./panes";
import type { Picture } from "./picture";
import { pictures, told } from "./pictures";
import type { Timeline } from "./request";
import { toggleFold } from "./rows";
import { TimelineView } from "./scene/view";
import { keepPictures, takeAway, wanted } from "./shown";
import { state } from "./state";
import "./timeline.css";

export function Timelines() {
  useEffect(keepPictures, []);
  useEffect(keepDetails, []);
  useEffect(keepFinding, []);
  return (
    <div class="timeline-tab">
      <Bar />
      <Shown />
      <RowMenu />
    </div>
  );
}

function Shown() {
  if (!wanted.value.length) {
    if (listTrouble.value)
      return (
        <Message title="The timelines could not be listed">
          <p>{listTrouble.value}</p>
        </Message>
      );
    if (!listed.value) return <Message title="Looking for timelines…" />;
    return shownNames.value.size ? <NoTimeline /> : <AllOff />;
  }
  const all = pictures.value;
  return (
    <>
      <div class="tl-pictures">
        {all.map((picture) => (
          <Shelf key={picture.wanted.key} picture={picture} several={all.length > 1} />
        ))}
      </div>
      {told.value?.timeline.value && <Panes />}
    </>
  );
}

/** A timeline with its name above it, where there are several. */
function Shelf({ picture, several }: { picture: Picture; several: boolean }) {
  const title = picture.title.value;
  return (
    <section class={several ? "tl-picture several" : "tl-picture"} aria-label={title}>
      {several && (
        <header>
          <button
            type="button"
            aria-pressed={told.value === picture}
            title="Search and tell of this one"
            onClick={picture.tell}
          >
            {title}
          </button>
          <IconButton icon="close" label={`Take ${title} away`} onClick={() => takeAway(picture)} />
        </header>
      )}
      <Held picture={picture} />
    </section>
  );
}

function Held({ picture }: { picture: Picture }) {
  const now = picture.loaded.value;
  if (now.state === "ready") return <Scene picture={picture} timeline={now.timeline} />;
  const title = picture.title.value;
  if (now.state === "failed")
    return (
      <Message title={`${title} cannot be shown`}>
        <p role="alert">{now.trouble}</p>
      </Message>
    );
  const { progress } = now;
  return (
    <Message title={`Reading ${title}`}>
      {progress && progress.size > 0 && (
        <>
          <progress aria-label="Read so far" value={progress.read / progress.size} />
          <p>
            {progress.read < progress.size
              ? `${bytes(progress.read)} of ${bytes(progress.size)}. The next time it is there at once.`
              : "All of it is read, and put in order now. The next time it is there at once."}
          </p>
        </>
      )}
    </Message>
  );
}

function Scene({ picture, timeline }: { picture: Picture; timeline: Timeline }) {
  const found = useComputed(() => (told.value === picture ? foundNames.value : null));
  /** Where the chosen slice is. */
  const spot = useComputed(() => {
    const slice = told.value === picture ? details.value : null;
    return (
      slice && { track: slice.track, line: slice.line, start: slice.start, end: slice.start + slice.duration }
    );
  });
  return (
    <TimelineView
      timeline={timeline}
      rows={picture.rows.all}
      view={picture.view}
      onLook={picture.look}
      reach={picture.reach}
      fetch={picture.fetch}
      chosen={picture.chosen}
      onChoose={picture.choose}
      spot={spot}
      range={picture.range}
      onRange={picture.measure}
      marks={picture.marks}
      onMarks={picture.mark}
      found={found}
      colourBy={state.colourBy}
      flows={state.flows}
      onFold={toggleFold}
      onMenu={(row, at) => openMenu(picture, row, at)}
      handle={(now) => {
        picture.scene.value = now;
      }}
    />
  );
}

function NoTimeline() {
  return (
    <Message title="No timeline in the runs that are on">
      <p>
        Other runs have one: switch them on at the left. A .json or .json.gz file of Chrome's trace format can
        be opened at the top.
      </p>
    </Message>
  );
}
