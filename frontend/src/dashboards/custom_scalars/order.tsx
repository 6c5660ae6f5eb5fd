/** The buttons that move an item of a list, or take it out. */
import { IconButton } from "../../ui/icons";

interface Props {
  what: string;
  place: number;
  of: number;
  onMove: (to: number) => void;
  onRemove: () => void;
}

export function Order({ what, place, of, onMove, onRemove }: Props) {
  const move = (event: MouseEvent & { readonly currentTarget: HTMLElement }, to: number) => {
    follow(event.currentTarget, to);
    onMove(to);
  };
  return (
    <span class="order">
      <IconButton
        icon="up"
        label={`Move up: ${what}`}
        disabled={place === 0}
        onClick={(event) => move(event, place - 1)}
      />
      <IconButton
        icon="down"
        label={`Move down: ${what}`}
        disabled={place === of - 1}
        onClick={(event) => move(event, place + 1)}
      />
      <IconButton icon="close" label={`Remove ${what}`} onClick={onRemove} />
    </span>
  );
}

/** The focus goes with what is moved, to the same button in its new place, or to the other one at the list's end. */
function follow(button: HTMLElement, to: number): void {
  const buttons = [...(button.parentElement?.querySelectorAll("button") ?? [])];
  const which = buttons.indexOf(button as HTMLButtonElement);
  const items = button.closest(".items")?.children;
  requestAnimationFrame(() => {
    const there = items?.[to]?.querySelector(".order")?.querySelectorAll("button");
    const same = there?.[which];
    (same?.disabled ? there?.[1 - which] : same)?.focus();
  });
}
