/** What can be done with one run: its colour, and what the house allows. */
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { roleOf } from "../grouping";
import { chooseColour, chosenColours } from "../house";
import { runs } from "../listing";
import { inkOf } from "../plot/colours";
import { moment, things } from "../plot/formats";
import { legible, offered } from "../plot/palette";
import { dark } from "../settings";
import { view } from "../view";
import { copy } from "./clipboard";
import { whenLeft } from "./leave";
import { HouseFields } from "./runhouse";

interface Open {
  readonly run: string;
  readonly left: number;
  readonly top: number;
}

const open = signal<Open | null>(null);

/** Opens the menu of a run beneath a part of its row. */
export function openMenu(run: string, at: Element): void {
  const box = at.getBoundingClientRect();
  open.value = { run, left: box.left, top: box.bottom + 2 };
}

const close = () => {
  open.value = null;
};

export function RunMenu() {
  const now = open.value;
  return now && <Menu key={now.run} {...now} />;
}

function Menu({ run, left, top }: Open) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => whenLeft(ref.current, close), []);
  useLayoutEffect(() => keepInside(ref.current, left, top), [left, top]);
  useLayoutEffect(() => {
    const before = document.activeElement;
    ref.current?.querySelector<HTMLElement>("button")?.focus();
    return () => before instanceof HTMLElement && before.focus({ preventScroll: true });
  }, []);
  const known = runs.value.get(run);
  return (
    <div ref={ref} class="popover form run-menu" role="dialog" aria-label={`More about ${run}`}>
      <p class="full-name">{run}</p>
      {known && (
        <p class="quiet">
          {things(known.points, "point")}
          {known.start !== null && ` · started ${moment(known.start)}`}
        </p>
      )}
      <ColourFields run={run} />
      <HouseFields run={run} close={close} />
      <div class="actions">
        <button type="button" class="text-button" onClick={() => void copy(run).then(close)}>
          Copy name
        </button>
      </div>
    </div>
  );
}

/** Places the menu, moved where it would leave the window. */
function keepInside(menu: HTMLElement | null, left: number, top: number): void {
  if (!menu) return;
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
}

/** Where train and test are paired, both take the colour. */
function partners(run: string): string[] {
  if (!view.paired.peek()) return [run];
  const { parent } = roleOf(run);
  return [...runs.peek().keys()].filter((other) => roleOf(other).parent === parent);
}

function ColourFields({ run }: { run: string }) {
  const { colour } = inkOf(run);
  const own = chosenColours.value.get(run);
  return (
    <fieldset>
      <legend>Colour</legend>
      {view.groupBy.value || view.colourBy.value ? (
        <p class="quiet">Colours go by group now; a run's own is used when they go by run.</p>
      ) : null}
      <div class="palette">
        {offered(dark.value).map((hex, i) => (
          <button
            key={hex}
            type="button"
            aria-label={`Colour ${i + 1}`}
            aria-pressed={own !== undefined && legible(own, dark.value) === hex}
            style={{ "--c": hex }}
            onClick={() => chooseColour(partners(run), hex)}
          />
        ))}
      </div>
      <div class="actions">
        <label>
          <input
            type="color"
            aria-label="Another colour"
            value={own ?? colour}
            onInput={(event) => chooseColour(partners(run), event.currentTarget.value)}
          />
          Another
        </label>
        {own !== undefined && (
          <button type="button" class="text-button" onClick={() => chooseColour(partners(run), null)}>
            Usual colour
          </button>
        )}
      </div>
    </fieldset>
  );
}
