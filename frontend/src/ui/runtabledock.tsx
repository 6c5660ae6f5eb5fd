/** The room for the runs table beneath the charts; its code is fetched when it is first opened. */
import { effect, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { settings } from "../settings";
import { view } from "../view";

const table = signal<ComponentType | null>(null);

effect(() => {
  if (view.table.value && !table.peek()) {
    void import("./runtable").then(({ RunTable }) => {
      table.value = RunTable;
    });
  }
});

export function RunTableDock() {
  const open = view.table.value;
  const height = open ? `${settings.tableHeight.value}px` : "0px";
  useEffect(() => document.body.style.setProperty("--table-height", height), [height]);
  const Table = table.value;
  return open && Table ? <Table /> : null;
}
