/** The bar above the images: the step of all, the zoom of all, and how they are shown. */
import { stepping } from "../../stepping";
import { PopoverButton } from "../../ui/popover";
import { LinkSteps, StepSlider } from "../../ui/stepslider";
import { seenSeries } from "./seen";
import { channels, imageSettings, images, maps, plainTone, resetTones, type Tone, toned } from "./state";
import { ZoomButtons } from "./zoombuttons";

export function Bar() {
  return (
    <>
      {stepping.linked.value && (
        <div class="image-step">
          <StepSlider card="" series={seenSeries()} />
        </div>
      )}
      <LinkSteps />
      <ZoomButtons card={null} />
      <PopoverButton icon="sliders" label="How images are shown" marked={changed()}>
        <Tones />
        <Choices />
        <Toggles />
      </PopoverButton>
    </>
  );
}

function changed(): boolean {
  return toned.value || images.channel.value !== channels[0] || images.map.value !== maps[0];
}

const tones = [
  ["brightness", "Brightness", -1, 1],
  ["contrast", "Contrast", 0, 5],
  ["gamma", "Gamma", 0.1, 5],
] as const satisfies readonly (readonly [keyof Tone, string, number, number])[];

function Tones() {
  const tone = images.tone.value;
  return (
    <>
      {tones.map(([name, title, low, high]) => (
        <label key={name}>
          <span class="image-tone">
            {title} <b>{tone[name]}</b>
          </span>
          <input
            type="range"
            min={low}
            max={high}
            step={0.05}
            value={tone[name]}
            onInput={(event) => {
              images.tone.value = { ...tone, [name]: Number(event.currentTarget.value) };
            }}
            onDblClick={() => {
              images.tone.value = { ...tone, [name]: plainTone[name] };
            }}
          />
        </label>
      ))}
    </>
  );
}

const channelNames = {
  all: "All",
  red: "Red",
  green: "Green",
  blue: "Blue",
  alpha: "Opacity",
  lightness: "Lightness",
};
const mapNames = { grey: "Grey", viridis: "Viridis", diverging: "Diverging" };

function Choices() {
  return (
    <>
      <label>
        Channel
        <select
          aria-label="Channel"
          value={images.channel.value}
          onChange={(event) =>
            (images.channel.value = event.currentTarget.value as (typeof channels)[number])
          }
        >
          {channels.map((channel) => (
            <option key={channel} value={channel}>
              {channelNames[channel]}
            </option>
          ))}
        </select>
      </label>
      <label title="For images of one channel, and for one channel of others">
        Colour map of single channels
        <select
          aria-label="Colour map"
          value={images.map.value}
          onChange={(event) => (images.map.value = event.currentTarget.value as (typeof maps)[number])}
        >
          {maps.map((map) => (
            <option key={map} value={map}>
              {mapNames[map]}
            </option>
          ))}
        </select>
      </label>
      <div class="actions">
        <button type="button" class="text-button" disabled={!changed()} onClick={resetTones}>
          Reset
        </button>
      </div>
    </>
  );
}

function Toggles() {
  const { linked, play, readout } = imageSettings;
  const tick = (label: string, on: boolean, flip: (on: boolean) => void) => (
    <label class="tick">
      <input type="checkbox" checked={on} onChange={(event) => flip(event.currentTarget.checked)} />
      {label}
    </label>
  );
  return (
    <>
      {tick("Zoom all cards together", linked.value === "tab", (on) => (linked.value = on ? "tab" : "card"))}
      {tick("Play animations", play.value === "on", (on) => (play.value = on ? "on" : "off"))}
      {tick(
        "Values of the pixel pointed at",
        readout.value === "on",
        (on) => (readout.value = on ? "on" : "off"),
      )}
    </>
  );
}
