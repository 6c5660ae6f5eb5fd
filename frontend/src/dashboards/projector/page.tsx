/** The Projector tab: an embedding as points, between panels on how it is shown and on what is chosen. */
import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { beside } from "../../beside";
import { runNames } from "../../listing";
import { closeOpened, openedIn, openedName } from "../../opened";
import { shown } from "../../selection";
import { AllOff } from "../../ui/alloff";
import { Message } from "../../ui/blank";
import { Bar } from "./bar";
import { followBookmarks } from "./bookmarks";
import { BookmarksPanel } from "./bookmarkspanel";
import { ColourPanel } from "./colourpanel";
import { listed } from "./count";
import { DetailsPanel } from "./detailspanel";
import { DisplayPanel } from "./displaypanel";
import {
  chosen,
  countOfLog,
  drawn,
  listing,
  listingError,
  openedError,
  pending,
  refreshListing,
  refreshOpened,
} from "./embeddings";
import { followWish } from "./job";
import "./kept";
import { followLabels } from "./labels";
import { followNeighbours } from "./neighbours";
import { NeighboursPanel } from "./neighbourspanel";
import { None, Problems } from "./none";
import { ProjectionPanel } from "./projectionpanel";
import "./lists.css";
import "./panels.css";
import "./projector.css";
import { SearchPanel } from "./searchpanel";
import { SelectionPanel } from "./selectionpanel";
import { followSprite } from "./sprite";
import { Stage } from "./stage";
import { passing, projectorSettings } from "./state";
import { followTags } from "./tags";

/** Lists the embeddings anew whenever a file that may hold one comes or changes; the result stops it. */
function followListing(): () => void {
  let leaving = new AbortController();
  const stop = effect(() => {
    for (const kind of ["projector", "checkpoint", "vectors"]) beside(kind);
    leaving.abort();
    leaving = new AbortController();
    void refreshListing(leaving.signal);
  });
  return () => {
    stop();
    leaving.abort();
  };
}

/** Lists what is in the file that was opened; the result stops it. */
function followOpened(): () => void {
  let leaving = new AbortController();
  const stop = effect(() => {
    const file = openedIn("projector");
    leaving.abort();
    leaving = new AbortController();
    void refreshOpened(file, leaving.signal);
  });
  return () => {
    stop();
    leaving.abort();
  };
}

/** Tells the tab how many there are; the result stops it. */
function followCount(): () => void {
  return effect(() => {
    listed.value = countOfLog.value;
  });
}

const followers = [
  followCount,
  followListing,
  followOpened,
  followLabels,
  followTags,
  followWish,
  followNeighbours,
  followBookmarks,
  followSprite,
];

export function Projector() {
  useEffect(() => {
    const stops = followers.map((follow) => follow());
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  const file = openedIn("projector");
  if (!file && !chosen.value && !waits())
    return drawn.value.length === 0 && runsOff() ? <AllOff /> : <None />;
  const readable = chosen.value !== null && !chosen.value.error;
  return (
    <div class="pj" data-panels={readable ? projectorSettings.panels.value : "none"}>
      <Bar />
      {readable && <Parts />}
      {!readable && chosen.value && <Stage />}
      {!chosen.value && (
        <div class="pj-stage">
          <Alone />
        </div>
      )}
      <p class="pj-said" role="status">
        {passing.said.value}
      </p>
    </div>
  );
}

function Parts() {
  return (
    <>
      <div class="pj-left">
        <ProjectionPanel />
        <ColourPanel />
        <DisplayPanel />
        <Problems />
      </div>
      <Stage />
      <div class="pj-right">
        <SearchPanel />
        <SelectionPanel />
        <DetailsPanel />
        <NeighboursPanel />
        <BookmarksPanel />
      </div>
    </>
  );
}

/** Whether it is not known yet what there is. */
function waits(): boolean {
  return !listing.value || pending.value;
}

function runsOff(): boolean {
  return runNames.value.length > 0 && shown.value.length === 0;
}

/** What stands in the place of the points while there is no embedding to look at. */
function Alone() {
  const file = openedIn("projector");
  if (file && openedError.value)
    return (
      <Message title={`${openedName(file)} cannot be shown`}>
        <p role="alert">{openedError.value}</p>
        <button type="button" class="primary" onClick={closeOpened}>
          Back to the logs
        </button>
      </Message>
    );
  if (!file && listingError.value)
    return (
      <Message title="The embeddings could not be listed">
        <p>{listingError.value}</p>
      </Message>
    );
  return <Message title={file ? `Reading ${openedName(file)}…` : "Looking for embeddings…"} />;
}
