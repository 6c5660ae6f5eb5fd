/** What a tab says when no run is on. */
import { runNames } from "../listing";
import { things } from "../plot/formats";
import { matching, selectAll } from "../selection";
import { view } from "../view";
import { Message } from "./blank";

export function AllOff() {
  if (!matching.value.length) {
    return (
      <Message title="No run matches the filter">
        <p>{`None of the ${things(runNames.value.length, "run")} has “${view.runFilter.value}” in its name.`}</p>
        <button
          type="button"
          class="primary"
          onClick={() => {
            view.runFilter.value = "";
          }}
        >
          Clear the filter
        </button>
      </Message>
    );
  }
  const all = view.runFilter.value ? "All runs that match the filter are off" : "All runs are off";
  return (
    <Message title={all}>
      <p>Switch some on at the left to see what they logged.</p>
      <button type="button" class="primary" onClick={() => selectAll(true)}>
        {`Switch on ${things(matching.value.length, "run")}`}
      </button>
    </Message>
  );
}
