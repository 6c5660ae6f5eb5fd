/** What differs from the graph that this one is compared with. */
import { splitName } from "../../names";
import { count, things } from "../../plot/formats";
import { Name } from "../../ui/name";
import { swap } from "./choices";
import { compareTrouble, comparison } from "./comparing";
import { fullTitleOf, listed } from "./listed";
import { Part } from "./part";
import { PathButton } from "./path";
import { inkOn, inks } from "./scene/inks";
import { markInk, markSigns } from "./scene/marks";
import { graphs } from "./state";

export function DifferencesSection() {
  const other = graphs.other.value;
  if (!other) return null;
  const title = listed.value?.find(({ id }) => id === other);
  const found = comparison.value;
  const counts = found?.counts;
  const all = counts ? counts.added + counts.removed + counts.changed : 0;
  return (
    <Part name="Differences" title="Differences" note={found ? count(all) : ""}>
      <p class="quiet">
        {`To ${title ? fullTitleOf(title) : "a graph that is not there"}. `}
        <button type="button" class="text-button" onClick={swap}>
          Show that one
        </button>{" "}
        <button type="button" class="text-button" onClick={() => (graphs.other.value = "")}>
          Stop comparing
        </button>
      </p>
      {compareTrouble.value && (
        <p class="warn" role="alert">
          {compareTrouble.value}
        </p>
      )}
      {found && !all && <p>The two graphs are the same.</p>}
      {found && (
        <>
          <Those title="Only here" sign="added" of={found.counts.added} paths={found.added} />
          <Those title="Only there" sign="removed" of={found.counts.removed} paths={found.removed} />
          <Those
            title="Not the same"
            sign="changed"
            of={found.counts.changed}
            paths={found.changed.map(({ path }) => path)}
            notes={found.changed.map(({ what }) => what.join(", "))}
          />
          {found.counts.same > 0 && (
            <p class="quiet">{`${things(found.counts.same, "node is", "nodes are")} the same in both.`}</p>
          )}
        </>
      )}
      {!found && !compareTrouble.value && <p class="quiet">Comparing…</p>}
    </Part>
  );
}

const mostListed = 100;

interface ThoseProps {
  title: string;
  sign: "added" | "removed" | "changed";
  /** How many there are; not all of very many are listed. */
  of: number;
  paths: readonly string[];
  notes?: readonly string[];
}

function Those({ title, sign, of, paths, notes }: ThoseProps) {
  if (!paths.length) return null;
  const ink = markInk(sign, inks.value);
  return (
    <>
      <h4>
        <b class="graph-sign" style={{ background: ink, color: inkOn(ink) }}>
          {markSigns[sign]}
        </b>{" "}
        {title} <small>{things(of, "node")}</small>
      </h4>
      <ul class="graph-paths scrolled" data-difference={sign}>
        {paths.slice(0, mostListed).map((path, i) => (
          <li key={path}>
            {sign === "removed" ? (
              <span class="graph-path" title={path}>
                <Name parts={splitName(path, "", "")} />
              </span>
            ) : (
              <PathButton path={path} note={notes?.[i] ?? ""} />
            )}
          </li>
        ))}
      </ul>
      {of > mostListed && <p class="quiet">{`${count(of - mostListed)} more`}</p>}
    </>
  );
}
