/** How curves are smoothed: an exponential average by weight, or a running mean or median over a window. */
import { settings } from "../settings";
import { view } from "../view";
import { charts, smoothers, units } from "./state";

const mostSmoothing = 0.999;
const widestSlide = 201;

export function Smoothing() {
  const { smoother } = charts;
  return (
    <div class="ctl">
      <label for="smoothing">Smoothing</label>
      <select
        aria-label="Kind of smoothing"
        value={smoother.value}
        onChange={(event) => {
          smoother.value = event.currentTarget.value as (typeof smoothers)[number];
        }}
      >
        {smoothers.map((kind) => (
          <option key={kind} value={kind}>
            {kind}
          </option>
        ))}
      </select>
      {smoother.value === "exponential" ? <Weight /> : <Window />}
    </div>
  );
}

function Weight() {
  const smoothing = view.smoothing.value;
  const set = (value: number) => {
    if (!(value >= 0)) return;
    view.smoothing.value = settings.smoothing.value = Math.min(mostSmoothing, value);
  };
  return (
    <>
      <input
        id="smoothing"
        type="range"
        min="0"
        max={mostSmoothing}
        step="0.001"
        value={smoothing}
        onInput={(event) => set(Number(event.currentTarget.value))}
      />
      <input
        class="number"
        type="number"
        aria-label="Smoothing, as a number from 0 to 0.999"
        min="0"
        max={mostSmoothing}
        step="0.01"
        value={smoothing.toFixed(Number.isInteger(Math.round(smoothing * 1000) / 10) ? 2 : 3)}
        onChange={(event) => set(Number(event.currentTarget.value))}
      />
    </>
  );
}

function Window() {
  const { window, unit } = charts;
  const set = (value: number) => {
    if (value > 0 && Number.isFinite(value)) window.value = value;
  };
  return (
    <>
      <input
        id="smoothing"
        type="range"
        min="1"
        max={Math.max(widestSlide, window.value)}
        step="2"
        value={window.value}
        onInput={(event) => set(Number(event.currentTarget.value))}
      />
      <input
        class="number"
        type="number"
        aria-label="Width of the window"
        min="1"
        step="any"
        value={window.value}
        onChange={(event) => set(Number(event.currentTarget.value))}
      />
      <select
        aria-label="Unit of the window"
        value={unit.value}
        onChange={(event) => {
          unit.value = event.currentTarget.value as (typeof units)[number];
        }}
      >
        {units.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </>
  );
}
