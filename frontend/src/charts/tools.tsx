/** The buttons of a card. */
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../ui/icons";
import { whenLeft } from "../ui/leave";
import { view } from "../view";
import { cardActions } from "./actions";
import { AxesForm } from "./axesform";
import { type CardProps, Menu } from "./menu";
import type { Spec } from "./spec";
import { charts, logOf } from "./state";
import { zoomOf } from "./zoom";

type Open = "" | "menu" | "axes";

export function CardTools(props: CardProps) {
  const { model } = props;
  const [open, setOpen] = useState<Open>("");
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => (open ? whenLeft(ref.current, () => setOpen("")) : undefined), [open]);
  const flip = (which: Open) => () => setOpen(open === which ? "" : which);
  const described = model.curves.value.some(({ description }) => description);
  const menu = open === "menu";
  return (
    <div class="card-tools" ref={ref}>
      {described && <IconButton icon="info" label="Description" expanded={menu} onClick={flip("menu")} />}
      <ViewButtons spec={model.spec} />
      <IconButton icon="axes" label="Axes" expanded={open === "axes"} onClick={flip("axes")} />
      <IconButton icon="more" label="More" expanded={menu} onClick={flip("menu")} />
      {menu && <Menu {...props} />}
      {open === "axes" && <AxesForm {...props} />}
    </div>
  );
}

function ViewButtons({ spec: { key } }: { spec: Spec }) {
  const full = view.full.value === key;
  const pinned = view.pins.value.includes(key);
  const zoomed = zoomOf(key) !== null;
  const { pin, log, reset, full: fill, table } = cardActions;
  return (
    <>
      <IconButton icon="pin" label={pinned ? "Unpin" : "Pin"} pressed={pinned} onClick={() => pin(key)} />
      <IconButton icon={{ text: "log" }} label="Log y" pressed={logOf(key)} onClick={() => log(key)} />
      <IconButton
        icon="table"
        label="Table of values"
        pressed={charts.tables.value.has(key)}
        onClick={() => table(key)}
      />
      <IconButton icon="fit" label="Reset the zoom" disabled={!zoomed} onClick={() => reset(key)} />
      <IconButton
        icon="full"
        label={full ? "Leave full screen" : "Full screen"}
        pressed={full}
        onClick={() => fill(key)}
      />
    </>
  );
}
