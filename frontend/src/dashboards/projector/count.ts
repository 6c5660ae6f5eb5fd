/** How many embeddings there are to be counted by the tab; null until they have been listed. */
import { signal } from "@preact/signals";

export const listed = signal<number | null>(null);
