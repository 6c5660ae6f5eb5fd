/** Points as a table: what is said about them, where they are drawn, and their vectors. */
import { fileName, hand } from "../../charts/save";
import { address, chosen } from "./embeddings";
import { columns, textOf } from "./labels";
import { depth, positions } from "./points";
import { type Address, fetchVector } from "./requests";

/** So many vectors are fetched for a file at most, and so many at a time. */
export const mostVectors = 2000;
const atOnce = 8;

const tidy = (text: string) => text.replace(/[\t\r\n]/g, " ");

/** A tab-separated table of rows, with a head; `vectors` are null where they are not wanted. */
function tableOf(rows: Uint32Array, vectors: readonly (readonly unknown[])[] | null): string {
  const places = positions.peek();
  const axes = ["x", "y", "z"].slice(0, depth.peek());
  const wide = vectors?.[0]?.length ?? 0;
  const numbered = Array.from({ length: wide }, (_, i) => `v${i}`);
  const head = ["row", ...columns.peek().map(({ name }) => tidy(name)), ...axes, ...numbered];
  const lines = Array.from(rows, (row, i) => [
    row,
    ...columns.peek().map((column) => tidy(textOf(column, row))),
    ...axes.map((_, axis) => places?.[3 * row + axis] ?? ""),
    ...(vectors?.[i] ?? []),
  ]);
  return `${[head, ...lines].map((line) => line.join("\t")).join("\n")}\n`;
}

async function fetchVectors(from: Address, rows: Uint32Array): Promise<(readonly unknown[])[]> {
  const found: (readonly unknown[])[] = new Array(rows.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < rows.length; i = next++) found[i] = await fetchVector(from, rows[i] as number);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return found;
}

/** Hands the browser a table; vectors come along while there are not too many. */
export async function saveTable(rows: Uint32Array): Promise<void> {
  const from = address.peek();
  const name = chosen.peek()?.name ?? "embedding";
  const vectors = from && rows.length <= mostVectors ? await fetchVectors(from, rows) : null;
  hand(new Blob([tableOf(rows, vectors)], { type: "text/tab-separated-values" }), `${fileName(name)}.tsv`);
}
