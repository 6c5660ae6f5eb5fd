/** The names of the rows, at the left: a list whose entries fold, unfold and have a menu. */
import { count } from "../../../plot/formats";
import { IconButton } from "../../../ui/icons";
import { rulerHeight } from "./drawing";
import { type Placed, seen } from "./rows";
import type { Stage } from "./stage";
import type { Row, SceneProps } from "./types";

const extra = 200;

export function Gutter({ stage, props }: { stage: Stage; props: SceneProps }) {
  const top = stage.top.value;
  const rows = seen(stage.placed.value, top - extra, top + stage.size.value.tall + extra);
  return (
    <div class="tl-gutter" style={{ top: `${rulerHeight}px` }}>
      <ul
        aria-label="Tracks"
        style={{ transform: `translateY(${-top}px)`, height: `${stage.height.value}px` }}
      >
        {rows.map((placed) => (
          <Entry key={placed.row.key} placed={placed} props={props} />
        ))}
      </ul>
    </div>
  );
}

function Entry({ placed: { row, top, height }, props }: { placed: Placed; props: SceneProps }) {
  const folded = row.kind !== "counter" && row.folded;
  return (
    <li class={`tl-row ${row.kind}`} data-row={row.key} style={{ top: `${top}px`, height: `${height}px` }}>
      {row.kind === "counter" ? (
        <span class="name" title={nameOf(row)}>
          {nameOf(row)}
        </span>
      ) : (
        <button
          type="button"
          aria-expanded={!folded}
          title={hintOf(row)}
          onClick={() => props.onFold(row.key)}
        >
          <i class="fold" aria-hidden="true" />
          <span class="name">{nameOf(row)}</span>
        </button>
      )}
      {row.kind !== "process" && row.pinned && <small title="Pinned">pinned</small>}
      <IconButton
        icon="more"
        label={`More about ${nameOf(row)}`}
        onClick={(event) => {
          const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
          props.onMenu(row, { x: box.left, y: box.bottom });
        }}
      />
    </li>
  );
}

export function nameOf(row: Row): string {
  if (row.kind === "process") return row.title;
  if (row.kind === "track") return row.track.thread_name || row.track.thread || "(no thread)";
  const { name, field } = row.counter;
  return field && field !== name ? `${name} · ${field}` : name;
}

function hintOf(row: Row): string {
  return row.kind === "track" ? `${nameOf(row)}: ${count(row.track.slices)} slices` : nameOf(row);
}
