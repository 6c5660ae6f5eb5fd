/** The edge of the runs panel: drag it, or focus it and use the arrow keys; a double click brings the usual width back. */
import { panelWidths, settings } from "../settings";

function setWidth(width: number): void {
  settings.panelWidth.value = Math.round(Math.max(panelWidths.least, Math.min(panelWidths.most, width)));
}

export function Resizer() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved, which <hr> is not
    <div
      class="resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the runs panel"
      aria-valuenow={settings.panelWidth.value}
      aria-valuemin={panelWidths.least}
      aria-valuemax={panelWidths.most}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) setWidth(event.clientX);
      }}
      onDblClick={() => setWidth(panelWidths.usual)}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
        if (by) setWidth(settings.panelWidth.peek() + by);
      }}
    />
  );
}
