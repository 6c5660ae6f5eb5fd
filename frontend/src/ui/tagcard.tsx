/** The card of one tag on any tab but those of charts: its frame, its title, and the buttons that every card has. */
import type { ComponentChildren, RefObject } from "preact";
import { useRef } from "preact/hooks";
import { view } from "../view";
import "./card.css";
import { IconButton } from "./icons";
import { TagName } from "./name";
import { useVisible } from "./visible";

export interface TagCardProps {
  /** What the card goes by in the address: the kind and the tag. */
  id: string;
  tag: string;
  /** What the card is called, if not by its tag. */
  title?: string;
  /** What stands after the title, dim. */
  note?: ComponentChildren;
  /** Buttons before those that every card has. */
  tools?: ComponentChildren;
  /** "cell": as high as a cell of the grid; "own": as its content; "wide": that, over the whole width. */
  shape: "cell" | "own" | "wide";
  /** How many cells of the grid it takes, where it is not one. */
  style?: Record<string, string>;
  /** Shown while the card is in view or in full. */
  children: (full: boolean) => ComponentChildren;
  onKeyDown?: (event: KeyboardEvent) => void;
}

const shapes = { cell: "", own: " own", wide: " own wide" };

export function TagCard(props: TagCardProps) {
  const { id, tag, title = tag, note, tools, shape, style, children, onKeyDown } = props;
  const ref = useRef<HTMLElement>(null);
  const full = view.full.value === id;
  const visible = useVisible(ref) || full;
  const height = useHeldHeight(ref, (visible && !full) || shape === "cell");
  return (
    <article
      ref={ref}
      class={`card-slot${shapes[shape]}`}
      style={{ ...height, ...style }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys act on the card that has the focus
      tabIndex={0}
      data-card={tag}
      aria-label={title}
      onKeyDown={(event) => {
        frameKey(event, id);
        if (!event.defaultPrevented) onKeyDown?.(event);
      }}
    >
      <div class={full ? "card full" : "card"}>
        {visible && (
          <>
            <h3 title={tag}>
              <TagName tag={title} />
              {note && <small>{note}</small>}
            </h3>
            {children(full)}
            <div class="card-tools">
              {tools}
              <FrameButtons id={id} full={full} />
            </div>
          </>
        )}
      </div>
    </article>
  );
}

/** Keeps a card that is emptied or in full as high as it was, so that nothing moves. */
function useHeldHeight(
  ref: RefObject<HTMLElement | null>,
  filled: boolean,
): { minHeight: string } | undefined {
  const height = useRef(0);
  if (filled) height.current = 0;
  else if (!height.current) height.current = ref.current?.offsetHeight ?? 0;
  return height.current ? { minHeight: `${height.current}px` } : undefined;
}

function FrameButtons({ id, full }: { id: string; full: boolean }) {
  const pinned = view.pins.value.includes(id);
  return (
    <>
      <IconButton icon="pin" label={pinned ? "Unpin" : "Pin"} pressed={pinned} onClick={() => pin(id)} />
      <IconButton
        icon="full"
        label={full ? "Leave full screen" : "Full screen"}
        pressed={full}
        onClick={() => fill(id)}
      />
    </>
  );
}

export function pin(id: string): void {
  const pins = view.pins.peek();
  view.pins.value = pins.includes(id) ? pins.filter((other) => other !== id) : [...pins, id];
}

export function fill(id: string): void {
  view.full.value = view.full.peek() === id ? "" : id;
}

function frameKey(event: KeyboardEvent, id: string): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if ((event.target as Element).closest("input, select, textarea")) return;
  const act = { p: pin, f: fill }[event.key];
  if (!act) return;
  event.preventDefault();
  act(id);
}

/** Lets Escape leave the full screen; the result ends that. */
export function leaveFull(): () => void {
  const leave = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) view.full.value = "";
  };
  document.addEventListener("keydown", leave);
  return () => document.removeEventListener("keydown", leave);
}
