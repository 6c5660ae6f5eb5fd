/** What points are called, whether they are pictures, and what joins them. */
import { things } from "../../plot/formats";
import { chosen } from "./embeddings";
import { ColumnField, Tick } from "./fields";
import { columns, labelColumn } from "./labels";
import { Section } from "./section";
import { saysNext, sequenceColumn, sequences } from "./sequences";
import { projector, projectorSettings } from "./state";

export function DisplayPanel() {
  const any = columns.value.length > 0;
  const { names, sprites } = projectorSettings;
  return (
    <Section name="display" title="Points">
      {any && (
        <ColumnField
          label="Label by"
          none="row number"
          value={labelColumn.value?.name ?? ""}
          onChange={(name) => {
            projector.label.value = name;
          }}
        />
      )}
      <Tick
        label="Labels beside the points"
        checked={names.value === "on"}
        onChange={(on) => {
          names.value = on ? "on" : "off";
        }}
      />
      {chosen.value?.sprite && (
        <Tick
          label="Pictures in place of points"
          checked={sprites.value === "on"}
          onChange={(on) => {
            sprites.value = on ? "on" : "off";
          }}
        />
      )}
      {any && <Lines />}
    </Section>
  );
}

function Lines() {
  const column = sequenceColumn.value;
  const found = sequences.value;
  return (
    <>
      <ColumnField
        label="Join by"
        none="nothing"
        value={column?.name ?? ""}
        onChange={(name) => {
          projector.lines.value = name;
        }}
      />
      {column && !saysNext.value && (
        <ColumnField
          label="In order of"
          none="their rows"
          value={projector.order.value}
          onChange={(name) => {
            projector.order.value = name;
          }}
        />
      )}
      {found && <p class="quiet">{things(found.length, "line")}</p>}
    </>
  );
}
