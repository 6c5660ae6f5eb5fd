/** Which components are drawn to the right, up and towards the eye, and how much of the whole they tell. */
import { chosen } from "./embeddings";
import { layout } from "./job";
import { projector } from "./state";
import { mostComponents } from "./wish";

const percent = (share: number | undefined) =>
  share === undefined || !Number.isFinite(share) ? "" : `${(100 * share).toFixed(share >= 0.1 ? 1 : 2)}%`;

export function PcaForm() {
  const found = layout.value?.method === "pca" ? layout.value : null;
  const variance = found?.facts.variance ?? [];
  const picked = projector.components.value;
  const used = picked.slice(0, projector.dimensions.value);
  const shown = used.map((component) => variance[component]);
  const known = Math.min(mostComponents, chosen.value?.columns ?? mostComponents);
  const told = [...new Set(used)].reduce((sum, component) => sum + (variance[component] ?? 0), 0);
  return (
    <>
      <div class="pj-components">
        {used.map((component, axis) => (
          <label key={axis} title={`Variance of component ${component + 1}: ${percent(shown[axis])}`}>
            <span>{"XYZ"[axis]}</span>
            <select
              aria-label={"XYZ"[axis]}
              value={String(component)}
              onChange={(event) => {
                const next = [...picked] as [number, number, number];
                next[axis] = Number(event.currentTarget.value);
                projector.components.value = next;
              }}
            >
              {Array.from({ length: Math.max(known, component + 1) }, (_, i) => (
                <option key={i} value={String(i)}>
                  {`Component ${i + 1}${variance[i] === undefined ? "" : ` · ${percent(variance[i])}`}`}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      {found && variance.length > 0 && (
        <>
          <Variances variance={variance} used={used} />
          <p class="quiet">{`These tell ${percent(told)} of the variance, the first ${variance.length} together ${percent(found.facts.total)}.`}</p>
        </>
      )}
    </>
  );
}

/** A bar for each component's share; those drawn stand out. */
function Variances({ variance, used }: { variance: readonly number[]; used: readonly number[] }) {
  const most = Math.max(...variance);
  return (
    <div class="pj-variances" aria-hidden="true">
      {variance.map((share, i) => (
        <i
          key={i}
          class={used.includes(i) ? "used" : ""}
          title={`Component ${i + 1}: ${percent(share)}`}
          style={{ height: `${Math.max(4, (100 * share) / (most || 1))}%` }}
        />
      ))}
    </div>
  );
}
