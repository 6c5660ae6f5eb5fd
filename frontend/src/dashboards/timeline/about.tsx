/** The chosen slice: times, arguments, what holds it, arrows; or where none is chosen, what is known of the timeline. */
import { count } from "../../plot/formats";
import { details, detailsTrouble, goTo } from "./going";
import { told } from "./pictures";
import type { Json, SliceDetails } from "./request";
import { timeText } from "./scene/stretch";

export function About() {
  if (detailsTrouble.value)
    return (
      <p class="warn" role="alert">
        {detailsTrouble.value}
      </p>
    );
  if ((told.value?.chosen.value ?? null) === null) return <Known />;
  return details.value ? <Told slice={details.value} /> : <p class="quiet">…</p>;
}

function Known() {
  const now = told.value?.timeline.value;
  if (!now) return null;
  return (
    <>
      <p class="quiet">
        Click a slice for all of it. Drag with Shift, or along the ruler, to measure a range. W, S, A and D
        move.
      </p>
      <dl>
        <Fact name="Length" value={timeText(now.length)} />
        <Fact name="Slices" value={count(now.slices)} />
        {now.instants > 0 && <Fact name="Instants" value={count(now.instants)} />}
        {now.flows > 0 && <Fact name="Arrows" value={count(now.flows)} />}
        {Object.entries(now.facts).map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      {now.notes.length > 0 && (
        <ul class="tl-notes" aria-label="What was left out or mended">
          {now.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Told({ slice }: { slice: SliceDetails }) {
  const track = told.value?.timeline.value?.tracks[slice.track];
  return (
    <div class="tl-about">
      <div>
        <h3>{slice.name || "(no name)"}</h3>
        <dl>
          <Fact name="Duration" value={timeText(slice.duration, 6)} />
          <Fact name="Self time" value={timeText(slice.own, 6)} />
          <Fact name="Start" value={timeText(slice.start, 9)} />
          {slice.category && <Fact name="Category" value={slice.category} />}
          {track && <Fact name="Track" value={`${track.process_name} · ${track.thread_name}`} />}
          {slice.children > 0 && <Fact name="Children" value={count(slice.children)} />}
        </dl>
        <p class="quiet">
          {`${count(slice.same.count)} of this name: ${timeText(slice.same.total)} in all, ${timeText(slice.same.own)} their own, ${timeText(slice.same.mean)} on average, ${timeText(slice.same.longest)} at most.`}
        </p>
      </div>
      <Links slice={slice} />
      <div>
        <h4>Arguments</h4>
        {slice.args_error && <p class="warn">{slice.args_error}</p>}
        {slice.args === null ? (
          !slice.args_error && <p class="quiet">None.</p>
        ) : (
          <Arguments value={slice.args} />
        )}
      </div>
    </div>
  );
}

function Links({ slice: { parents, flows } }: { slice: SliceDetails }) {
  if (!parents.length && !flows.length) return null;
  return (
    <div>
      {parents.length > 0 && (
        <>
          <h4>Inside</h4>
          <ul class="tl-links">
            {parents.map(({ row, name, duration }) => (
              <li key={row}>
                <button type="button" onClick={() => void goTo(row)}>
                  {name || "(no name)"}
                </button>
                <small>{timeText(duration)}</small>
              </li>
            ))}
          </ul>
        </>
      )}
      {flows.length > 0 && (
        <>
          <h4>Arrows</h4>
          <ul class="tl-links">
            {flows.map(({ direction, row, time, name }) => (
              <li key={`${direction} ${row} ${time}`}>
                <small>{direction === "in" ? "from" : "to"}</small>
                {row >= 0 ? (
                  <button type="button" onClick={() => void goTo(row)}>
                    {name || "(no name)"}
                  </button>
                ) : (
                  <span>{timeText(time, 7)}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** Arguments as a list of names; what is within them as JSON. */
function Arguments({ value }: { value: Json }) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return <pre>{textOf(value)}</pre>;
  return (
    <dl class="tl-args">
      {Object.entries(value).map(([name, one]) => (
        <Fact key={name} name={name} value={textOf(one)} />
      ))}
    </dl>
  );
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
