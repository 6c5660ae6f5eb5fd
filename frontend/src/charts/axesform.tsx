/** The axes of one card: what runs along the bottom, fixed ends, logarithms, outliers. */
import { useState } from "preact/hooks";
import * as formats from "../plot/formats";
import type { Limits } from "../plot/scale";
import { view } from "../view";
import type { CardProps } from "./menu";
import { axisOf, charts, type FixedLimits, flip, limitsOf, logOf, logXOf, put, trimmedOf } from "./state";
import { TagAxes } from "./tagaxes";
import { scalarTags } from "./wish";
import { zoomOf, zoomTo } from "./zoom";

export function AxesForm({ model, chart }: CardProps) {
  const { spec } = model;
  const { key } = spec;
  const limits = limitsOf(key);
  const ranges = chart.current?.view;
  const set = (next: Partial<FixedLimits>) => {
    const made = { ...limits, ...next };
    const any = [...made.left, ...made.right].some((end) => end !== null);
    put(charts.limits, key, any ? made : null);
  };
  return (
    <div class="popover axes" role="dialog" aria-label={`Axes of ${spec.title}`}>
      {!spec.margins && <Against model={model} chart={chart} />}
      {axisOf(key) === "wall" ? (
        <p class="quiet">Drag over the chart to choose a span of time.</p>
      ) : (
        <Ends
          label="x"
          ends={zoomOf(key) ?? [null, null]}
          fitted={ranges?.x}
          log={logXOf(key)}
          onSet={([low, high]) =>
            zoomTo(
              key,
              low === null && high === null ? null : [low ?? ranges?.x[0] ?? 0, high ?? ranges?.x[1] ?? 1],
            )
          }
        />
      )}
      <Ends
        label={spec.right.size ? "y, left" : "y"}
        ends={limits.left}
        fitted={ranges?.y}
        log={logOf(key)}
        onSet={(left) => set({ left })}
      />
      {spec.right.size > 0 && (
        <Ends
          label="y, right"
          ends={limits.right}
          fitted={ranges?.right}
          log={logOf(key)}
          onSet={(right) => set({ right })}
        />
      )}
      <Toggles card={key} />
      {spec.combined && <TagAxes spec={spec} />}
    </div>
  );
}

function Against({ model: { spec } }: CardProps) {
  const { key } = spec;
  const now = charts.against.value.get(key) ?? "";
  const others = scalarTags.value.filter((tag) => tag !== key);
  return (
    <label class="row">
      <span>Along the bottom</span>
      <select
        value={now}
        onChange={(event) => {
          put(charts.against, key, event.currentTarget.value || null);
          zoomTo(key, null);
        }}
      >
        <option value="">
          {{ step: "Step", relative: "Relative time", wall: "Wall time" }[view.axis.value]}
        </option>
        {[...new Set([now, ...others])].filter(Boolean).map((tag) => (
          <option key={tag} value={tag}>
            {tag}
          </option>
        ))}
      </select>
    </label>
  );
}

interface EndsProps {
  label: string;
  ends: Limits;
  fitted: readonly [number, number] | undefined;
  log: boolean;
  onSet: (ends: Limits) => void;
}

/** Two numbers, either of which may be left to the data. */
function Ends({ label, ends, fitted, log, onSet }: EndsProps) {
  const [error, setError] = useState("");
  const [texts, setTexts] = useState<readonly [string, string] | null>(null);
  const shown = texts ?? ends.map((end) => (end === null ? "" : String(end)));
  const take = (place: 0 | 1, text: string) => {
    const next = [shown[0] ?? "", shown[1] ?? ""] as [string, string];
    next[place] = text;
    const made = parsed(next, log);
    setError(typeof made === "string" ? made : "");
    setTexts(typeof made === "string" ? next : null);
    if (typeof made !== "string") onSet(made);
  };
  return (
    <div class="row ends">
      <span>{label}</span>
      {(["from", "to"] as const).map((name, i) => (
        <input
          key={name}
          type="text"
          inputMode="decimal"
          aria-label={`${label} ${name}`}
          aria-invalid={error !== ""}
          value={shown[i]}
          placeholder={fitted ? formats.value(fitted[i] as number) : ""}
          onChange={(event) => take(i as 0 | 1, event.currentTarget.value.trim())}
        />
      ))}
      {error && <p role="alert">{error}</p>}
    </div>
  );
}

/** The ends that two texts mean, or one sentence on why they cannot be. */
function parsed(texts: readonly [string, string], log: boolean): Limits | string {
  const ends = texts.map((text) => (text ? Number(text.replace("−", "-")) : null)) as [
    number | null,
    number | null,
  ];
  const wrong = texts.find((_, i) => ends[i] !== null && !Number.isFinite(ends[i]));
  if (wrong !== undefined) return `“${wrong}” is not a number.`;
  const [low, high] = ends;
  if (low !== null && high !== null && low >= high) return "The lower end must be below the upper one.";
  if (log && ends.some((end) => end !== null && end <= 0))
    return "A logarithmic axis has no place for zero and below.";
  return ends;
}

function Toggles({ card }: { card: string }) {
  return (
    <div class="toggles">
      <Toggle label="Log y" on={logOf(card)} flip={() => flip(view.logOther, card)} />
      {axisOf(card) !== "wall" && (
        <Toggle label="Log x" on={logXOf(card)} flip={() => flip(charts.logXOther, card)} />
      )}
      <Toggle label="Hide outliers" on={trimmedOf(card)} flip={() => flip(charts.trimmedOther, card)} />
    </div>
  );
}

export function Toggle({ label, on, flip }: { label: string; on: boolean; flip: () => void }) {
  return (
    <label>
      <input type="checkbox" checked={on} onChange={flip} />
      {label}
    </label>
  );
}
