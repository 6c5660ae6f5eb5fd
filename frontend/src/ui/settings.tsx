/** The settings button and what it opens. */
import { useEffect, useRef, useState } from "preact/hooks";
import { settings } from "../settings";
import { passing } from "../view";
import { debug } from "./debug";
import { IconButton } from "./icons";
import { whenLeft } from "./leave";
import { Segmented } from "./segmented";

const themes = [
  ["system", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
] as const;
const sizes = [
  ["small", "Small"],
  ["medium", "Medium"],
  ["large", "Large"],
] as const;

export function SettingsButton() {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => (open ? whenLeft(ref.current, () => setOpen(false)) : undefined), [open]);
  return (
    <div class="holds-popover" ref={ref}>
      <IconButton icon="settings" label="Settings" expanded={open} onClick={() => setOpen(!open)} />
      {open && <Settings close={() => setOpen(false)} />}
    </div>
  );
}

function Settings({ close }: { close: () => void }) {
  const { theme, cards } = settings;
  const help = () => {
    close();
    passing.sheet.value = "help";
  };
  return (
    <div class="popover" role="dialog" aria-label="Settings">
      <h4>Theme</h4>
      <Segmented label="Theme" options={themes} value={theme.value} onChange={(t) => (theme.value = t)} />
      <h4>Cards</h4>
      <Segmented label="Cards" options={sizes} value={cards.value} onChange={(c) => (cards.value = c)} />
      <h4>Keyboard</h4>
      <button type="button" class="text-button" onClick={help}>
        Shortcuts <kbd>?</kbd>
      </button>
      <h4>Server</h4>
      <button
        type="button"
        class="text-button"
        onClick={() => {
          close();
          debug.open.value = true;
        }}
      >
        Its state, and that of every file
      </button>
    </div>
  );
}
