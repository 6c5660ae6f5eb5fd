/** One choice of a few, side by side. */
export function Segmented<T extends string>(props: {
  label: string;
  options: readonly (readonly [value: T, text: string])[];
  value: T;
  onChange: (value: T) => void;
}) {
  const move = (event: KeyboardEvent, from: number) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = by && props.options[(from + by + props.options.length) % props.options.length];
    if (!next) return;
    event.preventDefault();
    props.onChange(next[0]);
    const buttons = (event.currentTarget as HTMLElement).parentElement?.querySelectorAll("button");
    buttons?.[props.options.indexOf(next)]?.focus();
  };
  return (
    <div class="seg" role="radiogroup" aria-label={props.label}>
      {props.options.map(([value, text], i) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio input cannot be drawn as a segment without hiding it
        <button
          key={value}
          type="button"
          role="radio"
          aria-checked={value === props.value}
          tabIndex={value === props.value ? 0 : -1}
          onClick={() => props.onChange(value)}
          onKeyDown={(event) => move(event, i)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
