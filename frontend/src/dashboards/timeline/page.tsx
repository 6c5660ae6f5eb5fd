/** The Timelines tab: its bar, the picture, and what is told beneath it. */
import { computed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { bytes } from "../../plot/formats";
import { shownNames } from "../../selection";
import { AllOff } from "../../ui/alloff";
import { Message } from "../../ui/blank";
import { Bar } from "./bar";
import { foundNames, keepFinding } from "./finding";
import { details, keepDetails, scene } from "./going";
import "./kept";
import { listed, listTrouble } from "./entries";
import { openMenu, RowMenu } from "./menu";
import { Panes } from "./panes";
import { type Asked, fetchWindow, type Timeline } from "./request";
import { rows, toggleFold } from "./rows";
import { TimelineView } from "./scene/view";
import { keepLoaded, loaded, shown } from "./shown";
import { state } from "./state";
import "./timeline.css";

export function Timelines() {
  useEffect(keepLoaded, []);
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
  if (!shown.value) {
    if (listTrouble.value)
      return (
        <Message title="The timelines could not be listed">
          <p>{listTrouble.value}</p>
        </Message>
      );
    if (!listed.value) return <Message title="Looking for timelines…" />;
    return shownNames.value.size ? <NoTimeline /> : <AllOff />;
  }
  const now = loaded.value;
  if (now.state === "reading") return <Reading />;
  if (now.state === "failed")
    return (
      <Message title={`${shown.value.title} cannot be shown`}>
        <p role="alert">{now.trouble}</p>
      </Message>
    );
  return (
    <>
      <Scene key={shown.value.key} timeline={now.timeline} />
      <Panes />
    </>
  );
}

function Reading() {
  const now = loaded.value;
  const progress = now.state === "reading" ? now.progress : null;
  return (
    <Message title={`Reading ${shown.value?.title ?? "the timeline"}`}>
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

/** Where the chosen slice is. */
const spot = computed(() => {
  const found = details.value;
  return (
    found && { track: found.track, line: found.line, start: found.start, end: found.start + found.duration }
  );
});

const fetchSeen = (asked: Asked, signal: AbortSignal) => {
  const now = shown.peek();
  return now ? fetchWindow(now.source, asked, signal) : Promise.reject(new Error("Nothing is shown."));
};

function Scene({ timeline }: { timeline: Timeline }) {
  return (
    <TimelineView
      timeline={timeline}
      rows={rows}
      view={state.view}
      fetch={fetchSeen}
      chosen={state.chosen}
      spot={spot}
      range={state.range}
      marks={state.marks}
      found={foundNames}
      colourBy={state.colourBy}
      flows={state.flows}
      onFold={toggleFold}
      onMenu={openMenu}
      handle={(now) => {
        scene.value = now;
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
