/** What is told beneath the picture: the chosen slice, the range as a table, the timeline at a glance. */
import { Segmented } from "../../ui/segmented";
import { About } from "./about";
import { pictures, told } from "./pictures";
import { state } from "./state";
import { Glance } from "./summary";
import { RangeTable } from "./table";

const options = [
  ["about", "Slice"],
  ["table", "Table"],
  ["summary", "Summary"],
] as const;

export function Panes() {
  return (
    <section class="tl-panes" aria-label="About this timeline">
      <header>
        <Segmented
          label="What is told"
          options={options}
          value={state.pane.value}
          onChange={(pane) => {
            state.pane.value = pane;
          }}
        />
        {pictures.value.length > 1 && (
          <span class="quiet" role="status">
            {`Of ${told.value?.title.value}, as is the search. A click in another picture tells of that one.`}
          </span>
        )}
      </header>
      <div class="tl-pane" data-scrolls>
        {state.pane.value === "about" ? (
          <About />
        ) : state.pane.value === "table" ? (
          <RangeTable />
        ) : (
          <Glance />
        )}
      </div>
    </section>
  );
}
