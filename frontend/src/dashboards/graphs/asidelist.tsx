/** What is set aside of what is open, why, and back again. */
import { count } from "../../plot/formats";
import { move } from "./going";
import { Part } from "./part";
import { PathButton } from "./path";
import type { Aside, GraphNode } from "./scene/types";
import { seenNodes } from "./scopes";
import { graphs } from "./state";

const reasons: readonly (readonly [Exclude<Aside, "">, string])[] = [
  ["bookkeeping", "Bookkeeping"],
  ["high-degree", "Connected with very many"],
  ["constant", "Constants"],
  ["summary", "Summaries"],
];

export function AsideSection() {
  const aside = seenNodes.value.filter((node) => node.aside);
  const moved = graphs.moved.value;
  const byHand = aside.filter(({ path }) => moved.get(path));
  const back = seenNodes.value.filter(({ path }) => moved.get(path) === false);
  if (!aside.length && !back.length) return null;
  return (
    <Part name="Set aside" title="Set aside" note={count(aside.length)} closed>
      <p class="quiet">What would cross the whole picture stands small beside what it is connected with.</p>
      <Those title="By hand" of={byHand} action="Bring back" />
      {reasons.map(([reason, title]) => (
        <Those
          key={reason}
          title={title}
          of={aside.filter((node) => node.aside === reason && !moved.has(node.path))}
          action="Bring back"
        />
      ))}
      <Those title="Brought back" of={back} action="Set aside" />
    </Part>
  );
}

const mostListed = 40;

function Those({ title, of, action }: { title: string; of: readonly GraphNode[]; action: string }) {
  if (!of.length) return null;
  return (
    <>
      <h4>
        {title} <small>{count(of.length)}</small>
      </h4>
      <ul class="graph-paths">
        {of.slice(0, mostListed).map(({ path, op }) => (
          <li key={path}>
            <PathButton path={path} note={op} />
            <button
              type="button"
              class="text-button"
              aria-label={`${action}: ${path}`}
              onClick={() => move(path, action === "Set aside")}
            >
              {action}
            </button>
          </li>
        ))}
      </ul>
      {of.length > mostListed && <p class="quiet">{`${count(of.length - mostListed)} more`}</p>}
    </>
  );
}
