/** A button that copies a link to exactly what is shown. */
import { useState } from "preact/hooks";
import { shareLink } from "../address";
import { copy } from "./clipboard";

export function Share() {
  const [said, setSaid] = useState("Share ↗");
  const share = async () => {
    setSaid((await copy(shareLink())) ? "Link copied" : "Copy the address bar");
    setTimeout(() => setSaid("Share ↗"), 2000);
  };
  return (
    <button
      type="button"
      class="ctl end"
      title="Copy a link to exactly this view"
      onClick={() => void share()}
    >
      {said}
    </button>
  );
}
