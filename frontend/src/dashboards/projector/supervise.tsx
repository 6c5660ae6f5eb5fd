/** Labels that have a say in a projection. */

import { ColumnField, NumberField } from "./fields";
import { columns } from "./labels";
import { projector } from "./state";

export function Supervise() {
  const { column, weight } = projector.supervision.value;
  if (!columns.value.length) return null;
  const set = (next: { column: string; weight: number }) => {
    projector.supervision.value = next;
    projector.wanted.value = false;
  };
  return (
    <>
      <ColumnField
        label="Supervise by"
        none="nothing"
        value={column}
        onChange={(name) => set({ column: name, weight })}
      />
      {column && (
        <NumberField
          label="Strength"
          title="How strongly points of one label are drawn together"
          value={weight}
          min={0}
          max={1}
          step={0.05}
          onChange={(next) => set({ column, weight: next })}
        />
      )}
    </>
  );
}
