/** Fields of the panels: a number with its slider, one of several columns, a tick. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { columns } from "./labels";

interface NumberProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** Not every number can be reached with the slider. */
  sliderMax?: number;
  title?: string;
  /** The number that leaves the choice to the method. */
  auto?: number;
  onChange: (value: number) => void;
}

/** What is being typed stays as it is, whatever is drawn meanwhile, until it is taken. */
export function useDraft(value: string, take: (text: string) => void) {
  const [draft, setDraft] = useState<string | null>(null);
  return {
    value: draft ?? value,
    onInput: (event: { currentTarget: HTMLInputElement }) => setDraft(event.currentTarget.value),
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      setDraft(null);
      take(event.currentTarget.value);
    },
  };
}

export function NumberField(props: NumberProps) {
  const { label, value, min, max, step } = props;
  const take = (text: string) => {
    const n = Number(text);
    if (text === "" && props.auto !== undefined) props.onChange(props.auto);
    else if (text !== "" && Number.isFinite(n)) props.onChange(Math.min(max, Math.max(min, n)));
  };
  const typing = useDraft(value === props.auto ? "" : String(value), take);
  return (
    <div class="pj-number" title={props.title}>
      <span aria-hidden="true">{label}</span>
      <input
        type="range"
        aria-label={`${label}, slider`}
        min={min}
        max={props.sliderMax ?? max}
        step={step}
        value={value}
        onInput={(event) => take(event.currentTarget.value)}
      />
      <input
        type="number"
        aria-label={label}
        min={min}
        max={max}
        step="any"
        placeholder={props.auto === undefined ? undefined : "auto"}
        {...typing}
      />
    </div>
  );
}

interface ColumnProps {
  label: string;
  value: string;
  /** What stands for no column. */
  none: string;
  onChange: (name: string) => void;
}

/** One of the columns of what is said about the points, or none. */
export function ColumnField({ label, value, none, onChange }: ColumnProps) {
  const known = columns.value;
  return (
    <label class="pj-choice">
      <span>{label}</span>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{none}</option>
        {value !== "" && !known.some(({ name }) => name === value) && <option value={value}>{value}</option>}
        {known.map(({ name }) => (
          <option key={name} value={name}>
            {name || "(no name)"}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Tick(props: {
  label: ComponentChildren;
  checked: boolean;
  disabled?: boolean;
  title?: string;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label class="tick" title={props.title}>
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}
