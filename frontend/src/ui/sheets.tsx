/** The sheets that lie over the page: the keys, the problems, how the server is. */
import { useEffect, useState } from "preact/hooks";
import { fetchProblems, type Problem, ServerError } from "../api";
import { facts } from "../listing";
import { count, things } from "../plot/formats";
import { passing } from "../view";
import { debug } from "./debug";
import { lazy } from "./lazy";
import { Sheet } from "./sheet";

export function Sheets() {
  const sheet = passing.sheet.value;
  const close = () => {
    passing.sheet.value = null;
  };
  if (sheet === "help") return <Help close={close} />;
  if (sheet === "problems") return <Problems close={close} />;
  return debug.open.value ? <Debug /> : null;
}

const DebugTold = lazy(() => import("./debugtold").then((told) => told.DebugTold));

function Debug() {
  const close = () => {
    debug.open.value = false;
  };
  return (
    <Sheet title="The server and its files" class="wide" close={close}>
      <DebugTold />
    </Sheet>
  );
}

const keys = [
  ["/", "filter runs"],
  ["t", "filter tags"],
  ["j k", "next, previous chart"],
  ["f", "the chart in focus in full; again or Esc to leave"],
  ["l", "log or linear y of the chart in focus"],
  ["r", "reset the zoom of the chart in focus"],
  ["v", "the table of values of the chart in focus"],
  ["p", "pin the chart in focus"],
  ["s", "search texts"],
  ["Enter c", "the text in focus: all of it, what differs from the one before"],
  ["Space ← →", "the sound in focus: play or pause, go back and on"],
  ["↑ ↓ l [ ]", "the sound in focus: another run, loop, loop from here, to here"],
  ["← → ↑ ↓", "the images in focus: another step or run; [ ] the step of all"],
  ["+ − 0 1", "the images in focus: larger, smaller, fit, actual size"],
  ["g o s b d", "images in full: all, one, swipe, blink, difference"],
  ["← → ↑ ↓ Enter", "the histogram in focus: another bucket or step, choose that step"],
  ["s [ ]", "graphs: search nodes, previous and next hit"],
  ["← → ↑ ↓ Enter", "the graph in focus: along its edges, open or close a scope"],
  ["e c 0", "graphs: expand all in the chosen scope, collapse all, fit"],
  ["i o b", "graphs: trace inputs, trace outputs, table of operations"],
  ["↑ ↓", "move in the list of runs"],
  ["Space", "switch a run on or off"],
  ["h", "let a run stand out, or fold a directory or group"],
  ["m", "more about a run: its colour, name, note"],
  ["← →", "fold and unfold"],
  ["Enter", "leave only that run on; again to go back"],
  ["Esc", "close what is open, empty a filter"],
  ["?", "this sheet"],
] as const;

function Help({ close }: { close: () => void }) {
  return (
    <Sheet title="Keyboard and mouse" close={close}>
      <table>
        <tbody>
          {keys.map(([key, does]) => (
            <tr key={key}>
              <td>
                <kbd>{key}</kbd>
              </td>
              <td>{does}</td>
            </tr>
          ))}
          <tr>
            <td>Drag</td>
            <td>zoom a chart; a double click resets it</td>
          </tr>
          <tr>
            <td>Click</td>
            <td>on a run's name: it stands out until clicked again; on its box: on or off</td>
          </tr>
          <tr>
            <td>Shift</td>
            <td>with a click or a drag in a chart: pins a step or a range for the tables of values</td>
          </tr>
          <tr>
            <td>Double click</td>
            <td>on a run: leave only that one on; Shift click switches all between</td>
          </tr>
        </tbody>
      </table>
    </Sheet>
  );
}

function Problems({ close }: { close: () => void }) {
  const [problems, setProblems] = useState<Problem[] | null>(null);
  const [error, setError] = useState("");
  const known = facts.value?.problems;
  useEffect(() => {
    fetchProblems().then(setProblems, (reason: unknown) =>
      setError(reason instanceof ServerError ? reason.message : "The server does not answer."),
    );
  }, [known]);
  return (
    <Sheet title={problems ? things(problems.length, "problem") : "Problems"} close={close}>
      <p class="quiet">What could be read around these places is shown; nothing else was left out.</p>
      {error && <p class="warn">{error}</p>}
      {problems && <ProblemTable problems={problems} />}
    </Sheet>
  );
}

const mostListed = 500;

function ProblemTable({ problems }: { problems: Problem[] }) {
  return (
    <>
      <table>
        <thead>
          <tr>
            <th>run</th>
            <th>file</th>
            <th>byte</th>
            <th>reason</th>
          </tr>
        </thead>
        <tbody>
          {problems.slice(0, mostListed).map(({ run, file, offset, reason }) => (
            <tr key={`${file}:${offset}`} data-problem={file}>
              <td>{run}</td>
              <td class="mono">{file}</td>
              <td class="mono number">{count(offset)}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {problems.length > mostListed && (
        <p class="quiet">{`and ${count(problems.length - mostListed)} more`}</p>
      )}
    </>
  );
}
