/** WordPiece: greedy longest match, `##` for what continues a word. Mirrors `WordPieces` of training/kefu_train/text.py. Pure. */
import { wordsOf } from "./normalise.ts";

/** Numbers of the special pieces, the first four of every vocabulary. */
export const UNKNOWN = 1;
export const START = 2;
export const SEPARATOR = 3;
const LONGEST_WORD = 32;

export class WordPieces {
  readonly #index: ReadonlyMap<string, number>;

  /** @param vocabulary one piece a line */
  constructor(vocabulary: string) {
    this.#index = new Map(vocabulary.split("\n").map((piece, number) => [piece, number]));
  }

  get size(): number {
    return this.#index.size;
  }

  /** Piece numbers of a normalised text. */
  encode(normalised: string): number[] {
    return wordsOf(normalised).flatMap((word) => this.#ofWord(word));
  }

  #ofWord(word: string): number[] {
    const chars = [...word];
    if (chars.length > LONGEST_WORD) return [UNKNOWN];
    const pieces: number[] = [];
    for (let start = 0; start < chars.length; ) {
      let end = chars.length;
      let found: number | undefined;
      for (; end > start; end--) {
        found = this.#index.get((start > 0 ? "##" : "") + chars.slice(start, end).join(""));
        if (found !== undefined) break;
      }
      if (found === undefined) return [UNKNOWN];
      pieces.push(found);
      start = end;
    }
    return pieces;
  }
}
