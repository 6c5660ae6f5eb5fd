/** What is told beside a graph: the legend, hits, differences, the chosen node, what is set aside. */
import { AsideSection } from "./asidelist";
import { DifferencesSection } from "./differences";
import { HitsSection } from "./hitlist";
import { LegendSection } from "./legend";
import { NodeSection } from "./node";

export function Panel() {
  return (
    <section class="graph-panel" aria-label="About this graph" data-scrolls>
      <LegendSection />
      <HitsSection />
      <DifferencesSection />
      <NodeSection />
      <AsideSection />
    </section>
  );
}
