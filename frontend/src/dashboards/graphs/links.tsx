/** What comes into a node or goes out of it: each a way to the node at the other end. */
import { useState } from "preact/hooks";
import { count } from "../../plot/formats";
import { PathButton } from "./path";
import type { Link } from "./request";

const fewest = 12;

/** `of` is how many there are; not all of them are told. */
export function Links({ title, links, of }: { title: string; links: readonly Link[]; of: number }) {
  const [all, setAll] = useState(false);
  if (!links.length) return null;
  const shown = all ? links : links.slice(0, fewest);
  return (
    <>
      <h4>
        {title} <small>{count(of)}</small>
      </h4>
      <ul class="graph-paths" data-links={title}>
        {shown.map((link, i) => (
          <li key={`${i} ${link.path}`} class={link.control ? "control" : ""}>
            <PathButton path={link.path} note={noteOf(link)} />
          </li>
        ))}
      </ul>
      {of > shown.length &&
        (all ? (
          <p class="quiet">{`${count(of - shown.length)} more`}</p>
        ) : (
          <button type="button" class="text-button" onClick={() => setAll(true)}>
            {`${count(of - shown.length)} more`}
          </button>
        ))}
    </>
  );
}

/** Which of several outputs of a node it is matters only after the first. */
function noteOf({ slot, shape, control, count: times }: Link): string {
  const often = times > 1 ? `${count(times)} times` : "";
  return [control ? "control" : "", slot ? `:${slot}` : "", shape, often].filter(Boolean).join(" ");
}
