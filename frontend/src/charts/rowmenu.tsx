/** The menu of a card whose picture is made of rows: how many of them are drawn, and files to save. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { shareLink } from "../address";
import { count } from "../plot/formats";
import { CardMenu } from "../ui/cardmenu";
import { copy } from "../ui/clipboard";
import { FigureButton } from "./figurebutton";
import { fileName, hand } from "./save";

/** What is in the picture, and what is in the files. */
interface Drawn {
  readonly what: string;
  readonly rows: number;
  readonly total: number;
  readonly description: string | undefined;
}

interface Props {
  card: string;
  tag: string;
  /** Null while there is no picture. */
  drawn: () => Drawn | null;
  save: (format: "svg" | "png") => void;
  /** Has the figure that Plotly draws saved. */
  figure: () => Promise<void>;
  /** The rows of the picture as a table, its columns in order. */
  table: () => readonly Readonly<Record<string, string | number>>[];
}

export function RowMenu(props: Props) {
  return <CardMenu tag={props.tag}>{() => <Content {...props} />}</CardMenu>;
}

function Content({ card, tag, drawn, save, figure, table }: Props) {
  const picture = drawn();
  const [trouble, setTrouble] = useState("");
  return (
    <>
      {picture && <Facts drawn={picture} />}
      <div class="actions">
        <Action act={() => void copy(tag)}>Copy tag</Action>
        <Action act={() => void copy(shareLink(card))}>Copy link</Action>
        {picture && <Action act={() => save("png")}>Save PNG</Action>}
        {picture && <Action act={() => save("svg")}>Save SVG</Action>}
        {picture && <FigureButton save={figure} tell={setTrouble} />}
      </div>
      {trouble && (
        <p class="warn" role="alert">
          {trouble}
        </p>
      )}
      {picture && (
        <>
          <h4>What is drawn, as a file</h4>
          <div class="actions">
            <Action act={() => handTable(table(), tag, "csv")}>CSV</Action>
            <Action act={() => handTable(table(), tag, "json")}>JSON</Action>
          </div>
        </>
      )}
    </>
  );
}

function Action({ act, children }: { act: () => void; children: ComponentChildren }) {
  return (
    <button type="button" onClick={act}>
      {children}
    </button>
  );
}

function Facts({ drawn: { what, rows, total, description } }: { drawn: Drawn }) {
  return (
    <>
      {description && <p>{description}</p>}
      <dl>
        <dt>{`${what} drawn`}</dt>
        <dd data-points>{`${count(rows)} of ${count(total)}`}</dd>
      </dl>
      {rows < total && (
        <p class="quiet">
          As many steps as there is room to tell apart, the first, the last and those that reach farthest
          among them. Zoom in for every step.
        </p>
      )}
    </>
  );
}

function handTable(
  rows: readonly Readonly<Record<string, string | number>>[],
  tag: string,
  format: "csv" | "json",
): void {
  const text = format === "json" ? JSON.stringify(rows) : csvOf(rows);
  const type = format === "json" ? "application/json" : "text/csv";
  hand(new Blob([text], { type }), `${fileName(tag)}.${format}`);
}

function csvOf(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const cell = (value: string | number) =>
    typeof value === "string" && /[",\n\r]/.test(value) ? `"${value.replace(/"/g, '""')}"` : String(value);
  const lines = rows.map((row) => Object.values(row).map(cell).join(","));
  return [Object.keys(rows[0] ?? {}).join(","), ...lines, ""].join("\n");
}
