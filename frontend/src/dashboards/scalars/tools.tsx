/** The buttons of a card, and its menu. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { downloadUrl } from "../../api";
import type { Chart } from "../../plot/chart";
import type { Curve } from "../../plot/curve";
import { count } from "../../plot/formats";
import { copy } from "../../ui/clipboard";
import { Icon, IconButton } from "../../ui/icons";
import { RunName, Swatch } from "../../ui/name";
import { view } from "../../view";
import { cardActions } from "./card";
import { fileName, savePng, saveSvg } from "./save";
import { logOf } from "./wish";

interface Props {
  tag: string;
  curves: readonly Curve[];
  chart: RefObject<Chart | null>;
}

export function CardTools(props: Props) {
  const { tag, curves } = props;
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => (open ? whenLeft(ref.current, () => setOpen(false)) : undefined), [open]);
  const full = view.full.value === tag;
  const pinned = view.pins.value.includes(tag);
  const described = curves.some(({ description }) => description);
  return (
    <div class="card-tools" ref={ref}>
      {described && (
        <IconButton icon="info" label="Description" expanded={open} onClick={() => setOpen(!open)} />
      )}
      <IconButton
        icon="pin"
        label={pinned ? "Unpin" : "Pin"}
        pressed={pinned}
        onClick={() => cardActions.pin(tag)}
      />
      <button
        type="button"
        class="icon"
        aria-label="Log y"
        title="Logarithmic y axis"
        aria-pressed={logOf(tag)}
        onClick={() => cardActions.log(tag)}
      >
        <small>log</small>
      </button>
      <IconButton
        icon="fit"
        label="Reset the zoom"
        disabled={!view.zooms.value.has(tag)}
        onClick={() => cardActions.reset(tag)}
      />
      <IconButton
        icon="full"
        label={full ? "Leave full screen" : "Full screen"}
        pressed={full}
        onClick={() => cardActions.full(tag)}
      />
      <button
        type="button"
        class="icon"
        aria-label="More"
        title="Points, downloads"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && <Menu {...props} />}
    </div>
  );
}

/** Calls back when the person points elsewhere or presses Escape. */
function whenLeft(inside: HTMLElement | null, left: () => void): () => void {
  const pointer = (event: Event) => {
    if (!inside?.contains(event.target as Node)) left();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    left();
  };
  document.addEventListener("pointerdown", pointer);
  document.addEventListener("keydown", key, true);
  return () => {
    document.removeEventListener("pointerdown", pointer);
    document.removeEventListener("keydown", key, true);
  };
}

function Menu({ tag, curves, chart }: Props) {
  const sum = (pick: (curve: Curve) => number) => curves.reduce((n, curve) => n + pick(curve), 0);
  const [total, superseded, odd] = [sum((c) => c.total), sum((c) => c.superseded), sum((c) => c.nonfinite)];
  const description = curves.find((curve) => curve.description)?.description;
  const thinned = curves.some((curve) => curve.thinned);
  return (
    <div class="popover menu" role="dialog" aria-label={`More about ${tag}`}>
      {description && <p>{description}</p>}
      <dl>
        <dt>Points drawn</dt>
        <dd data-points>{`${count(sum((c) => c.rows))} of ${count(total)}`}</dd>
        {odd > 0 && <dt>NaN or infinite</dt>}
        {odd > 0 && <dd>{count(odd)}</dd>}
        {superseded > 0 && <dt>Superseded by a restart</dt>}
        {superseded > 0 && <dd>{count(superseded)}</dd>}
      </dl>
      {thinned && (
        <p class="quiet">
          One stroke a pixel column, from its least to its greatest value. Zoom in for every point.
        </p>
      )}
      <div class="actions">
        <button type="button" onClick={() => void copy(tag)}>
          Copy tag
        </button>
        <button type="button" onClick={() => chart.current && void savePng(chart.current, tag)}>
          Save PNG
        </button>
        <button type="button" onClick={() => chart.current && saveSvg(chart.current, tag)}>
          Save SVG
        </button>
      </div>
      <h4>Every point, as a file</h4>
      <ul>
        {curves.map(({ run }) => (
          <li key={run}>
            <Swatch run={run} />
            <RunName run={run} />
            {(["csv", "json"] as const).map((format) => (
              <a
                key={format}
                href={downloadUrl("scalars", run, tag, format)}
                download={`${fileName(`${run} ${tag}`)}.${format}`}
              >
                {format.toUpperCase()}
              </a>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}
