/** The timeline at a glance: what takes the time, how busy tracks are, where they wait, what memory peaks at. */
import { bytes, count } from "../../plot/formats";
import { useFetched } from "../../ui/fetched";
import { told } from "./pictures";
import { fetchSummary, type Summary } from "./request";
import { timeText } from "./scene/stretch";
import { Rows } from "./table";

const few = 10;

export function Glance() {
  const now = told.value?.wanted;
  const { value, error } = useFetched(now?.key ?? "", (signal) =>
    now ? fetchSummary(now.source, signal) : Promise.reject(new Error("Nothing is shown.")),
  );
  if (error)
    return (
      <p class="warn" role="alert">
        {error}
      </p>
    );
  if (!value) return <p class="quiet">Summing up…</p>;
  return (
    <div class="tl-glance">
      <section aria-label="Operations by self time">
        <h4>Operations by self time</h4>
        <Rows rows={value.operations.slice(0, few)} />
      </section>
      {value.categories.length > 1 && (
        <section aria-label="Categories by self time">
          <h4>Categories by self time</h4>
          <Rows rows={value.categories.slice(0, few)} />
        </section>
      )}
      <Busy tracks={value.tracks} />
      {value.memory.length > 0 && <Peaks memory={value.memory} />}
      {value.shapes.length > 0 && <Shapes shapes={value.shapes} />}
    </div>
  );
}

function Busy({ tracks }: { tracks: Summary["tracks"] }) {
  const all = told.value?.timeline.value?.tracks ?? [];
  return (
    <section aria-label="How busy tracks are">
      <h4>How busy tracks are, and their longest gaps</h4>
      <table class="tl-table">
        <tbody>
          {[...tracks]
            .sort((a, b) => b.busy - a.busy)
            .slice(0, few)
            .map(({ track, busy, share, gaps }) => (
              <tr key={track}>
                <td>{`${all[track]?.process_name ?? ""} · ${all[track]?.thread_name ?? ""}`}</td>
                <td>{timeText(busy)}</td>
                <td
                  class="share"
                  style={{ "--share": `${100 * share}%` }}
                >{`${(100 * share).toFixed(1)} %`}</td>
                <td>
                  {gaps.slice(0, 3).map(([from, to]) => (
                    <button
                      key={from}
                      type="button"
                      class="tl-gap"
                      title={`From ${timeText(from, 7)}: show it`}
                      onClick={() =>
                        told
                          .peek()
                          ?.scene.peek()
                          ?.show({ from: from - (to - from) * 0.2, to: to + (to - from) * 0.2 }, track)
                      }
                    >
                      {timeText(to - from)}
                    </button>
                  ))}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}

function Peaks({ memory }: { memory: Summary["memory"] }) {
  return (
    <section aria-label="Peaks of counters and memory">
      <h4>Peaks of counters and memory</h4>
      <table class="tl-table">
        <tbody>
          {memory.slice(0, few).map(({ title, peak, time }) => (
            <tr key={title}>
              <td>{title}</td>
              <td>{title.startsWith("allocated on") ? bytes(peak) : count(peak)}</td>
              <td>{`at ${timeText(time, 6)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Shapes({ shapes }: { shapes: Summary["shapes"] }) {
  return (
    <section aria-label="Operations by input shapes">
      <h4>Operations by input shapes</h4>
      <table class="tl-table">
        <thead>
          <tr>
            {["Name", "Shapes", "Count", "Total", "Self"].map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shapes.slice(0, few).map(([name, shape, calls, total, own]) => (
            <tr key={`${name} ${shape}`}>
              <td>{name}</td>
              <td class="mono">{shape}</td>
              <td>{count(calls)}</td>
              <td>{timeText(total)}</td>
              <td>{timeText(own)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
