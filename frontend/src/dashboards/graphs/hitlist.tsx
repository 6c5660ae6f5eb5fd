/** The hits of a search, each a way to its node. */
import { count } from "../../plot/formats";
import { finding, goToHit, hits, mostHits } from "./finding";
import { Part } from "./part";
import { PathButton } from "./path";
import { graphs } from "./state";

const mostListed = 100;

export function HitsSection() {
  const { hits: found, total } = hits.value;
  if (!graphs.query.value.trim() || finding.value || !found.length) return null;
  const more = total - Math.min(found.length, mostListed);
  return (
    <Part name="Hits" title="Found" note={count(total)}>
      <ul class="graph-paths scrolled">
        {found.slice(0, mostListed).map((hit) => (
          <li key={hit.path}>
            <PathButton path={hit.path} note={hit.op} onClick={() => goToHit(hit)} />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p class="quiet">
          {`${count(more)} more${total > mostHits ? `; the first ${count(mostHits)} are marked` : ""}.`}
        </p>
      )}
    </Part>
  );
}
