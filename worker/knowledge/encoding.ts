/** What search needs of a model: which one it is, and the numbers of one text. The pipeline brings them; without them search is lexical. */

export interface ModelLabels {
  /** Vectors of another version say nothing. */
  version: string;
  dims: number;
  /** names of the intents, in the order of the distributions */
  labels: readonly string[];
}

export interface Encoded {
  /** int8, `dims` long */
  vector: Int8Array;
  /** probability × 255, as long as `labels` */
  intents: Uint8Array;
}

export const NO_MODEL: ModelLabels = { version: "", dims: 1, labels: [] };

/** Longer passages are cut: the model reads about a hundred word pieces. UTF-16 units. */
const READ_UNITS = 400;

/** What the model reads of a chunk. */
export const encodedText = (title: string, heading: string, text: string): string =>
  [title, heading, text]
    .filter((part) => part !== "")
    .join("\n")
    .slice(0, READ_UNITS);
