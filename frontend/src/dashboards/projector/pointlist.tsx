/** A list of points, each a button: pointing at one marks it in the scene, a click chooses it. */
import { useWindow } from "../../ui/virtual";
import { choosePoint } from "./acts";
import { nameOf } from "./labels";
import { passing, projector } from "./state";

const rowHeight = 24;

interface Props {
  label: string;
  rows: ArrayLike<number>;
  /** What stands at the end of a point's line, and the share of the line that a bar takes. */
  measure?: (place: number) => { readonly text: string; readonly share: number };
  name?: (row: number) => string;
  onChoose?: (row: number) => void;
}

export function PointList({ label, rows, measure, name = nameOf, onChoose = choosePoint }: Props) {
  const { ref, from, to } = useWindow(rows.length, rowHeight);
  const shown = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys lead from one of its buttons to the next
    <div
      class="pj-list"
      ref={ref}
      style={{ height: `${Math.min(9, Math.max(1, rows.length)) * rowHeight}px` }}
      onPointerLeave={() => {
        passing.pointedAt.value = null;
      }}
      onKeyDown={stepInList}
    >
      <ul
        aria-label={label}
        style={{ height: `${rows.length * rowHeight}px`, paddingTop: `${from * rowHeight}px` }}
      >
        {shown.map((place) => {
          const row = rows[place] as number;
          return (
            <Row
              key={row}
              row={row}
              name={name(row)}
              onChoose={() => onChoose(row)}
              {...(measure && { measured: measure(place) })}
            />
          );
        })}
      </ul>
    </div>
  );
}

interface RowProps {
  row: number;
  name: string;
  measured?: { readonly text: string; readonly share: number };
  onChoose: () => void;
}

function Row({ row, name, measured, onChoose }: RowProps) {
  const point = () => {
    passing.pointedAt.value = row;
  };
  return (
    <li>
      <button
        type="button"
        data-point={row}
        aria-current={projector.point.value === row}
        title={`${name} · row ${row}`}
        onPointerEnter={point}
        onFocus={point}
        onBlur={() => {
          passing.pointedAt.value = null;
        }}
        onClick={onChoose}
      >
        {measured && <i style={{ width: `${100 * measured.share}%` }} />}
        <span>{name}</span>
        {measured ? <small>{measured.text}</small> : <small>{row}</small>}
      </button>
    </li>
  );
}

function stepInList(event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const item = (event.target as Element).closest("li");
  const next = by === 1 ? item?.nextElementSibling : by === -1 ? item?.previousElementSibling : null;
  if (!next) return;
  event.preventDefault();
  next.querySelector("button")?.focus();
}
