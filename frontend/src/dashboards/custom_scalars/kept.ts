/** Which layout is shown, in the address: one of this browser goes along, for another browser does not have it. */
import { decode, encode, keepToo } from "../../address";
import { chosenLayout, isLayout, type Layout, linkedLayout, ownLayouts } from "../../layouts";

/** A longer one is only named: addresses have an end. */
const longest = 6000;

/** The layout of an address or of this browser that a choice names. */
function chosen(): Layout | null {
  const id = chosenLayout.value.startsWith("own:") ? chosenLayout.value.slice(4) : null;
  if (id === null) return null;
  const linked = linkedLayout.value;
  return ownLayouts.value.find((layout) => layout.id === id) ?? (linked?.id === id ? linked : null);
}

function written(layout: Layout | null): string {
  if (!layout) return "";
  const { name, categories } = layout;
  const text = encode(JSON.stringify({ name, categories }));
  return text.length > longest ? "" : text;
}

function parsed(text: string): Layout | null {
  try {
    const layout: unknown = JSON.parse(decode(text));
    return isLayout(layout) ? layout : null;
  } catch {
    return null;
  }
}

keepToo({
  write: () => ({ layout: encode(chosenLayout.value), layoutis: written(chosen()) }),
  read: (text) => {
    const choice = decode(text("layout"));
    const layout = parsed(text("layoutis"));
    chosenLayout.value = choice;
    linkedLayout.value = layout && { ...layout, id: choice.replace(/^own:/, "") };
  },
});
