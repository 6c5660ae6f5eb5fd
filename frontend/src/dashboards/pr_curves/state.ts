/** How PR curves are looked at; all of it but what is under the pointer is in the address. */
import { signal } from "@preact/signals";
import { decode, encode, keepToo } from "../../address";

/** Precision over recall, true over false positive rate, or precision over recall and time. */
export type Mode = "pr" | "roc" | "time";

export const modes: readonly (readonly [Mode, string])[] = [
  ["pr", "Precision–recall"],
  ["roc", "ROC"],
  ["time", "Over time"],
];

/** A series: a tag of a run. */
export interface Source {
  readonly run: string;
  readonly tag: string;
}

export const state = {
  mode: signal<Mode>("pr"),
  /** Whether the tags of a prefix, which mostly are classes, are on one card. */
  together: signal(false),
  /** By card: which series is shown over time. */
  chosen: signal<ReadonlyMap<string, Source>>(new Map()),
  /** The series that stands out, as `keyOf` has it. */
  lit: signal<string | null>(null),
};

export const keyOf = ({ run, tag }: Source) => `${run}\0${tag}`;

export function choose(card: string, source: Source): void {
  state.chosen.value = new Map(state.chosen.peek()).set(card, source);
}

keepToo({
  write: () => ({
    pr: state.mode.value === "pr" ? "" : state.mode.value,
    prtogether: state.together.value ? "1" : "",
    prover: [...state.chosen.value]
      .map(([card, { run, tag }]) => [card, run, tag].map(encode).join(";"))
      .join(","),
  }),
  read: (text) => {
    state.mode.value = modes.find(([mode]) => mode === text("pr"))?.[0] ?? "pr";
    state.together.value = text("prtogether") === "1";
    const entries = text("prover") ? text("prover").split(",") : [];
    state.chosen.value = new Map(
      entries.map((entry) => {
        const [card = "", run = "", tag = ""] = entry.split(";").map(decode);
        return [card, { run, tag }];
      }),
    );
  },
});
