/** The buttons of a card. */
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../../ui/icons";
import { whenLeft } from "../../ui/leave";
import { view } from "../../view";
import { cardActions } from "./actions";
import { type CardProps, Menu } from "./menu";
import { logOf } from "./wish";

export function CardTools(props: CardProps) {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => (open ? whenLeft(ref.current, () => setOpen(false)) : undefined), [open]);
  const flip = () => setOpen(!open);
  const described = props.curves.some(({ description }) => description);
  return (
    <div class="card-tools" ref={ref}>
      {described && <IconButton icon="info" label="Description" expanded={open} onClick={flip} />}
      <ViewButtons tag={props.tag} />
      <IconButton icon="more" label="More" expanded={open} onClick={flip} />
      {open && <Menu {...props} />}
    </div>
  );
}

function ViewButtons({ tag }: { tag: string }) {
  const full = view.full.value === tag;
  const pinned = view.pins.value.includes(tag);
  const zoomed = view.zooms.value.has(tag);
  const { pin, log, reset, full: fill } = cardActions;
  return (
    <>
      <IconButton icon="pin" label={pinned ? "Unpin" : "Pin"} pressed={pinned} onClick={() => pin(tag)} />
      <IconButton icon={{ text: "log" }} label="Log y" pressed={logOf(tag)} onClick={() => log(tag)} />
      <IconButton icon="fit" label="Reset the zoom" disabled={!zoomed} onClick={() => reset(tag)} />
      <IconButton
        icon="full"
        label={full ? "Leave full screen" : "Full screen"}
        pressed={full}
        onClick={() => fill(tag)}
      />
    </>
  );
}
