/** Which graph is shown, of which session run, and with which other graph it is compared. */
import { aliasOf } from "../../house";
import { closeOpened, openedIn, openedName } from "../../opened";
import { moment, step } from "../../plot/formats";
import { IconButton } from "../../ui/icons";
import { PopoverButton } from "../../ui/popover";
import { showGraph } from "./going";
import { entry, fullTitleOf, listed, session, sessions, titleOf } from "./listed";
import type { GraphEntry } from "./request";
import { graphs } from "./state";

export function GraphChoice() {
  const opened = openedIn("graphs");
  const all = listed.value ?? [];
  const runs = [...new Set(all.map(({ run }) => run))];
  return (
    <span class="graph-choice">
      <select
        aria-label="Graph"
        value={entry.value?.id ?? ""}
        disabled={!all.length && !opened}
        title={entry.value ? fullTitleOf(entry.value) : undefined}
        onChange={(event) => showGraph(event.currentTarget.value)}
      >
        {opened && <option value={opened}>{`${openedName(opened)} · opened`}</option>}
        {runs.map((run) => (
          <optgroup key={run} label={aliasOf(run) || run || "opened"}>
            {all
              .filter((one) => one.run === run)
              .map((one) => (
                <Choice key={one.id} entry={one} alone={runs.length === 1} />
              ))}
          </optgroup>
        ))}
      </select>
      {opened && (
        <IconButton
          icon="close"
          label={`Close ${openedName(opened)}`}
          onClick={() => {
            closeOpened();
            showGraph("");
          }}
        />
      )}
    </span>
  );
}

/** A closed list shows only the option, so that says the run where there are several. */
function Choice({ entry: one, alone }: { entry: GraphEntry; alone: boolean }) {
  return (
    <option
      value={one.id}
    >{`${alone ? titleOf(one) : fullTitleOf(one)}${one.error ? " · not readable" : ""}`}</option>
  );
}

export function SessionChoice() {
  return (
    <label class="ctl" title="The session run whose times and memory are shown">
      Session
      <select
        aria-label="Session run"
        value={session.value || "-"}
        onChange={(event) => (graphs.session.value = event.currentTarget.value)}
      >
        {sessions.value.map(({ id, tag, step: at, wall_time }) => (
          <option key={id} value={id} title={`step ${step(at)}, ${moment(wall_time)}`}>
            {tag}
          </option>
        ))}
        <option value="-">none</option>
      </select>
    </label>
  );
}

export function ComparePopover() {
  const others = (listed.value ?? []).filter(({ id }) => id !== entry.value?.id);
  const other = graphs.other.value;
  return (
    <PopoverButton icon="compare" label="Compare with another graph" marked={other !== ""} from="right">
      {others.length ? (
        <label>
          Compare with
          <select
            aria-label="Compare with"
            value={other}
            onChange={(event) => (graphs.other.value = event.currentTarget.value)}
          >
            <option value="">nothing</option>
            {others.map((one) => (
              <option key={one.id} value={one.id}>
                {fullTitleOf(one)}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <p>There is no other graph in the runs that are on.</p>
      )}
      <p class="quiet">
        Marks what is only here (+), only there (−), and what is in both but not the same (≠).
      </p>
    </PopoverButton>
  );
}

/** Shows the graph that this one was compared with, compared with this one. */
export function swap(): void {
  const [one, other] = [entry.peek()?.id ?? "", graphs.other.peek()];
  if (!other) return;
  showGraph(other);
  graphs.other.value = one;
}
