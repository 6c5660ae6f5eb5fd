/** What the page says when it has nothing to draw. */
import type { ComponentChildren } from "preact";
import { facts, runNames } from "../listing";
import { ask, link, silence, trouble } from "../live";
import { count, things } from "../plot/formats";

export function Message(props: { title: string; children?: ComponentChildren }) {
  return (
    <div class="blank" role="status">
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}

/** The states before there is a dashboard to show. */
export function Blank() {
  const known = facts.value;
  if (!known) return link.value === "offline" ? <ServerGone /> : <Message title="Connecting…" />;
  const { progress, called, missing } = known;
  if (!progress.done) {
    return (
      <Message title="Reading the logs">
        <p>{`${count(progress.files)} of ${things(progress.files_total, "file")} read. What is read is shown at once.`}</p>
      </Message>
    );
  }
  if (!runNames.value.length && missing.length) {
    return (
      <Message title={missing.length === 1 ? "Waiting for the logdir" : "Waiting for the logdirs"}>
        {missing.map((path) => (
          <p key={path}>{`There is no directory ${path}.`}</p>
        ))}
        <p>This page shows the runs as soon as there are some.</p>
      </Message>
    );
  }
  if (!runNames.value.length) {
    return (
      <Message title={`No run in ${called} yet`}>
        <p>
          Looked for files with “tfevents” in their name, in {called} and any directory below it. This page
          shows them as soon as there are some.
        </p>
      </Message>
    );
  }
  return (
    <Message title="No scalars in these runs">
      <p>{`${things(runNames.value.length, "run")} found in ${called}, but none has a tag that this page can draw yet.`}</p>
    </Message>
  );
}

function ServerGone() {
  const silent = trouble.value === silence;
  return (
    <Message title={silent ? "The server does not answer" : "The server refused"}>
      <p>
        {silent ? "Is board still running, and the tunnel to it open?" : trouble.value} This page keeps
        trying.
      </p>
      <button type="button" class="primary" onClick={() => void ask()}>
        Try now
      </button>
    </Message>
  );
}
