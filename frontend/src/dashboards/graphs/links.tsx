/** What comes into a node or goes out of it: each a way to the node at the other end. */
import { useState } from "preact/hooks";
import { count } from "../../plot/formats";
import { PathButton } from "./path";
import type { Link } from "./request";

const fewest = 12;
const most = 500;

export function Links({ title, links }: { title: string; links: readonly Link[] }) {
  const [all, setAll] = useState(false);
  if (!links.length) return null;
  const shown = links.slice(0, all ? most : fewest);
  return (
    <>
      <h4>
        {title} <small>{count(links.length)}</small>
      </h4>
      <ul class="graph-paths" data-links={title}>
        {shown.map((link, i) => (
          <li key={`${i} ${link.path}`} class={link.control ? "control" : ""}>
            <PathButton path={link.path} note={noteOf(link)} />
          </li>
        ))}
      </ul>
      {links.length > shown.length &&
        (all ? (
          <p class="quiet">{`${count(links.length - shown.length)} more`}</p>
        ) : (
          <button type="button" class="text-button" onClick={() => setAll(true)}>
            {`${count(links.length - shown.length)} more`}
          </button>
        ))}
    </>
  );
}

/** Which of several outputs of a node it is matters only after the first. */
function noteOf({ slot, shape, control }: Link): string {
  if (control) return "control";
  return [slot > 0 ? `:${slot}` : "", shape].filter(Boolean).join(" ");
}
