/** Line icons on a 16 px grid, each one path. */
const paths = {
  close: "M4 4l8 8M12 4l-8 8",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  full: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  views: "M4.5 2.5h7v11L8 10.5l-3.5 3z",
  link: "M6.8 9.2l2.4-2.4M7.5 4.8l1.6-1.6a2.6 2.6 0 0 1 3.7 3.7l-1.6 1.6M8.5 11.2l-1.6 1.6a2.6 2.6 0 0 1-3.7-3.7l1.6-1.6",
  edit: "M3 13l.6-2.8 7.2-7.2 2.2 2.2-7.2 7.2zM9.3 4.5l2.2 2.2",
  bin: "M3 4.5h10M6.2 4.5V3h3.6v1.5M4.2 4.5l.6 8.5h6.4l.6-8.5M6.8 7v3.5M9.2 7v3.5",
  fit: "M2.5 2.5v11h11M5 10.5l3-4 2 2 3.5-5",
  axes: "M3.5 2v10.5H14M1.8 5h1.7M1.8 9h1.7M7 12.5v1.7M11 12.5v1.7",
  table: "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 3.5v9",
  pin: "M6 2.5h4l-.5 4.5L12 9.5H4L6.5 7zM8 9.5v4",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  theme: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11M10 4v8M12 5.5v5",
  settings:
    "M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6l1.4 1.4M11 11l1.4 1.4M3.6 12.4L5 11M11 5l1.4-1.4",
  sort: "M5 3v10M2.5 10.5L5 13l2.5-2.5M11 13V3M8.5 5.5L11 3l2.5 2.5",
  tree: "M3 3h5M3 3v9.5h3.5M3 7.5h3.5M9 7.5h4.5M9 12.5h4.5M6.5 7.5h.01M6.5 12.5h.01",
  group: "M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z",
  columns: "M3 2.5h3v11H3zM8.5 2.5h3v4M10 9v5M7.5 11.5h5",
  note: "M3.5 2.5h9v8l-3 3h-6zM12.5 10.5h-3v3M5.5 5.5h5M5.5 8h3",
  collapse: "M4 2.5l4 4 4-4M4 13.5l4-4 4 4",
  fold: "M4 6.5L8 2.5l4 4M4 9.5l4 4 4-4",
  newest: "M3 3.5l5.5 4.5L3 12.5zM12.5 3.5v9",
  save: "M8 2.5v7.5M5 7.2l3 3 3-3M3 13h10",
  play: "M5 3l8 5-8 5z",
  pause: "M5.5 3v10M10.5 3v10",
  loop: "M10.5 2l2.5 2.5L10.5 7M13 4.5H5.5A3 3 0 0 0 2.5 7.5V8M5.5 14L3 11.5 5.5 9M3 11.5h7.5a3 3 0 0 0 3-3V8",
  up: "M4 10l4-4 4 4",
  down: "M4 6l4 4 4-4",
  left: "M10 4l-4 4 4 4",
  right: "M6 4l4 4-4 4",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  compare: "M8 2v12M2.5 5H6M2.5 8H6M2.5 11H6M10 5h3.5M10 8h3.5M10 11h3.5",
  sliders: "M2.5 5h6M12 5h1.5M2.5 11h1.5M7.5 11h6M10.2 3.2v3.6M5.8 9.2v3.6",
  open: "M2.5 12.5v-9h4l1.5 2h5.5v2M2.5 12.5l2-5h10l-2 5z",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  info: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 7.2v3.6M8 5.1v.1",
};

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

/** A button that is only an icon or a syllable, so its name is its label and its tooltip. */
export function IconButton(props: {
  icon: IconName | { readonly text: string };
  label: string;
  onClick: (event: MouseEvent & { readonly currentTarget: HTMLElement }) => void;
  pressed?: boolean;
  expanded?: boolean;
  disabled?: boolean;
  class?: string;
  /** -1 where the arrow keys of a list lead to it. */
  tab?: number;
}) {
  return (
    <button
      type="button"
      class={`icon ${props.class ?? ""}`}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      disabled={props.disabled}
      tabIndex={props.tab}
      onClick={props.onClick}
    >
      {typeof props.icon === "string" ? <Icon name={props.icon} /> : <small>{props.icon.text}</small>}
    </button>
  );
}
