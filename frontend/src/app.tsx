/** The frame: top bar, runs at the left, the chosen dashboard. */
import { useEffect } from "preact/hooks";
import { tabs } from "./dashboards";
import { settings } from "./settings";
import { Blank } from "./ui/blank";
import { Boundary } from "./ui/boundary";
import { startKeys } from "./ui/keys";
import "./ui/theme.css";
import "./ui/frame.css";
import "./ui/controls.css";
import "./ui/runs.css";
import "./ui/runmenu.css";
import { RunsPanel } from "./ui/runs";
import { RunTableDock } from "./ui/runtabledock";
import { Sheets } from "./ui/sheets";
import { TopBar } from "./ui/topbar";
import { passing, view } from "./view";

const cardWidths = { small: "250px", medium: "340px", large: "560px" };

export function App() {
  useEffect(startKeys, []);
  const width = `${settings.panelWidth.value}px`;
  const card = cardWidths[settings.cards.value];
  useEffect(() => {
    document.body.style.setProperty("--panel-width", width);
    document.body.style.setProperty("--card-min", card);
  }, [width, card]);
  return (
    <>
      <Boundary what="bar">
        <TopBar />
      </Boundary>
      <Boundary what="list of runs">
        <RunsPanel />
      </Boundary>
      {passing.drawer.value && (
        // biome-ignore lint/a11y/noStaticElementInteractions: the drawer's button and Escape close it too
        // biome-ignore lint/a11y/useKeyWithClickEvents: as above
        <div
          class="scrim"
          onClick={() => {
            passing.drawer.value = false;
          }}
        />
      )}
      <main id="main">
        <Chosen />
      </main>
      <Boundary what="table of runs">
        <RunTableDock />
      </Boundary>
      <Boundary what="sheet">
        <Sheets />
      </Boundary>
    </>
  );
}

function Chosen() {
  const chosen = tabs.value.find(({ kind }) => kind === view.tab.value) ?? tabs.value[0];
  if (!chosen) return <Blank />;
  return (
    <Boundary key={chosen.kind} what="tab">
      <chosen.Page />
    </Boundary>
  );
}
