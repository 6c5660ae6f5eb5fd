/** A node by its path, as a button that goes there: its telling end stays readable. */
import type { ComponentChildren } from "preact";
import { splitName } from "../../names";
import { Name } from "../../ui/name";
import { goTo } from "./going";
import { graphs } from "./state";

export function PathButton(props: {
  path: string;
  note?: string;
  sign?: ComponentChildren;
  onClick?: () => void;
}) {
  const { path, note, sign } = props;
  return (
    <button
      type="button"
      class="graph-path"
      title={path}
      aria-current={graphs.chosen.value === path ? "true" : undefined}
      onClick={props.onClick ?? (() => void goTo(path))}
    >
      {sign}
      <Name parts={splitName(path, "", "")} />
      {note && <small>{note}</small>}
    </button>
  );
}
