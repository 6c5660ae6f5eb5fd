/** What the page gives, made ready for drawing: each part again only when what it is made of has changed. */
import { useMemo } from "preact/hooks";
import { partsOf } from "../../../gl/colour";
import { sheet } from "../../../plot/ink";
import { layoutOf } from "./layout";
import { painted, rowsOf } from "./paint";
import type { Inks, Scene } from "./renderer";
import { joined } from "./segments";
import type { Camera, ScatterProps } from "./types";

export interface Given extends Omit<Scene, "from"> {
  readonly camera: Camera;
  readonly inks: Inks & Written;
  readonly axisNames: readonly string[] | null;
  readonly labelled: boolean;
  readonly name: (row: number) => string | null;
}

/** How names are written. */
interface Written {
  readonly label: string;
  readonly halo: string;
  readonly faint: string;
  readonly font: string;
}

export function useGiven(props: ScatterProps): Given {
  const { positions, dimensions, colours, hidden, selected, marked, sprite, axes, labelled, label } = props;
  const layout = useMemo(() => layoutOf(positions), [positions]);
  const paint = useMemo(
    () => painted({ colours, hidden, lost: layout.lost, selected, marked }),
    [colours, hidden, layout.lost, selected, marked],
  );
  const chosen = useMemo(() => rowsOf(selected, paint), [selected, paint]);
  const lines = useMemo(() => (props.lines?.length ? joined(props.lines) : null), [props.lines]);
  const inks = useInks();
  const camera = props.camera.value;
  return useMemo(
    () => ({
      ...{ layout, dimensions, paint, selected: chosen, marked, sprite, lines, camera, inks, labelled },
      axes: axes !== null,
      axisNames: axes,
      name: label,
    }),
    [layout, dimensions, paint, chosen, marked, sprite, lines, camera, inks, labelled, axes, label],
  );
}

/** The theme's colours. */
function useInks(): Given["inks"] {
  const { accent, card, text, label: faint, line, font } = sheet.value;
  return useMemo(
    () => ({
      paper: partsOf(card),
      text: partsOf(text),
      accent: partsOf(accent),
      axis: partsOf(line),
      label: text,
      halo: card,
      faint,
      font,
    }),
    [accent, card, text, faint, line, font],
  );
}
