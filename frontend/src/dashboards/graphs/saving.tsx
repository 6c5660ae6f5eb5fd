/** The picture of a graph, as a file. */
import { signal } from "@preact/signals";
import { fileName, hand } from "../../charts/save";
import { PopoverButton } from "../../ui/popover";
import { handle } from "./going";
import { entry, fullTitleOf } from "./listed";

const trouble = signal("");

async function save(format: "svg" | "png"): Promise<void> {
  const [view, of] = [handle.peek(), entry.peek()];
  if (!view || !of) return;
  trouble.value = "";
  try {
    const blob = format === "svg" ? new Blob([view.svg()], { type: "image/svg+xml" }) : await view.png();
    hand(blob, `${fileName(fullTitleOf(of))}.${format}`);
  } catch {
    trouble.value = "The picture is too large for that: collapse some scopes, or save it as SVG.";
  }
}

export function SavePopover() {
  return (
    <PopoverButton icon="save" label="Save the picture" from="right">
      <p class="quiet">All that is open, not only what is in the window.</p>
      <div class="actions">
        <button type="button" class="primary" onClick={() => void save("svg")}>
          SVG
        </button>
        <button type="button" class="primary" onClick={() => void save("png")}>
          PNG
        </button>
      </div>
      {trouble.value && (
        <p class="warn" role="alert">
          {trouble.value}
        </p>
      )}
    </PopoverButton>
  );
}
