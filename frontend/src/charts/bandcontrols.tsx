/** How groups of runs are drawn: the centre line, the band around it, the members behind. */
import { Toggle } from "./axesform";
import { bands, centers, charts } from "./state";

const names: Record<(typeof bands)[number], string> = {
  std: "standard deviation",
  sem: "standard error",
  ci95: "95% interval",
  quartiles: "quartiles",
  minmax: "min to max",
  none: "no band",
};

export function BandControls() {
  const { center, band, members } = charts;
  return (
    <fieldset class="ctl" aria-label="Groups">
      <select
        aria-label="Centre of a group"
        value={center.value}
        onChange={(event) => {
          center.value = event.currentTarget.value as (typeof centers)[number];
        }}
      >
        {centers.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      ±
      <select
        aria-label="Band of a group"
        value={band.value}
        onChange={(event) => {
          band.value = event.currentTarget.value as (typeof bands)[number];
        }}
      >
        {bands.map((name) => (
          <option key={name} value={name}>
            {names[name]}
          </option>
        ))}
      </select>
      <Toggle
        label="Members"
        on={members.value}
        flip={() => {
          members.value = !members.value;
        }}
      />
    </fieldset>
  );
}
