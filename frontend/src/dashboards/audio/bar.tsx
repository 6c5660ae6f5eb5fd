/** What the bar has for all sounds: how they are drawn, how fast and loud they play. */
import { Segmented } from "../../ui/segmented";
import { pitches } from "./pitch";
import { hearing, sounds, speeds } from "./state";

export function Controls() {
  return (
    <>
      <Segmented
        label="Picture"
        options={[
          ["waveform", "Waveform"],
          ["spectrogram", "Spectrogram"],
        ]}
        value={sounds.picture.value}
        onChange={(picture) => {
          sounds.picture.value = picture;
        }}
      />
      {sounds.picture.value === "spectrogram" && (
        <label class="sound-bar">
          Frequencies
          <select
            value={sounds.pitch.value}
            onChange={({ currentTarget }) => {
              sounds.pitch.value = pitches.find((pitch) => pitch === currentTarget.value) ?? pitches[0];
            }}
          >
            {pitches.map((pitch) => (
              <option key={pitch} value={pitch}>
                {pitch}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="sound-bar">
        Speed
        <select
          value={hearing.speed.value}
          onChange={({ currentTarget }) => {
            hearing.speed.value = Number(currentTarget.value);
          }}
        >
          {speeds.map((speed) => (
            <option key={speed} value={speed}>{`${speed}×`}</option>
          ))}
        </select>
      </label>
      <label class="sound-bar">
        Volume
        <input
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={hearing.volume.value}
          aria-valuetext={`${Math.round(100 * hearing.volume.value)}%`}
          onInput={({ currentTarget }) => {
            hearing.volume.value = Number(currentTarget.value);
          }}
        />
      </label>
    </>
  );
}
