/** The upper edge of the runs table: drag it, or focus it and use the arrow keys. */
import { settings } from "../settings";

const least = 120;
/** What the top bar and a row of charts need. */
const aboveTable = 160;

function setHeight(height: number): void {
  settings.tableHeight.value = Math.round(Math.max(least, Math.min(innerHeight - aboveTable, height)));
}

export function HeightGrip() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved, which <hr> is not
    <div
      class="height-grip"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the runs table"
      aria-valuenow={settings.tableHeight.value}
      aria-valuemin={least}
      aria-valuemax={Math.max(least, innerHeight - aboveTable)}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) setHeight(innerHeight - event.clientY);
      }}
      onKeyDown={(event) => {
        const by = { ArrowUp: 26, ArrowDown: -26 }[event.key];
        if (!by) return;
        event.preventDefault();
        setHeight(settings.tableHeight.peek() + by);
      }}
    />
  );
}
