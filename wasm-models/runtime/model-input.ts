/** What the encoder reads: [CLS] message [SEP] last turn [SEP] turn before [SEP]. Mirrors `encode` of training/kefu_train/augment.py. Pure. */
import { normaliseForModel } from "./normalise.ts";
import { SEPARATOR, START, type WordPieces } from "./pieces.ts";

const MESSAGE_PIECES = 96;
const CONTEXT_PIECES = 20;
const CONTEXT_TURNS = 3;

const MESSAGE = 0;
const FROM_CUSTOMER = 1;
const FROM_SHOP = 2;

/** An earlier turn, oldest first in a list of them. */
export interface EarlierTurn {
  from: "customer" | "agent" | "bot";
  text: string;
}

export interface ModelInput {
  ids: number[];
  /** 0 message, 1 earlier customer turn, 2 agent or bot */
  types: number[];
  /** 1-based clause of each piece; 0 = none */
  clauseOf: number[];
}

export function modelInput(pieces: WordPieces, clauses: readonly string[], context: readonly EarlierTurn[]): ModelInput {
  const ids = [START];
  const clauseOf = [0];
  for (const [number, clause] of clauses.entries()) {
    const own = pieces.encode(normaliseForModel(clause)).slice(0, MESSAGE_PIECES - ids.length + 1);
    ids.push(...own);
    clauseOf.push(...own.map(() => number + 1));
  }
  ids.push(SEPARATOR);
  const types = ids.map(() => MESSAGE);
  for (const turn of context.slice(-CONTEXT_TURNS).reverse()) {
    const own = pieces.encode(normaliseForModel(turn.text)).slice(0, CONTEXT_PIECES);
    ids.push(...own, SEPARATOR);
    types.push(...Array.from({ length: own.length + 1 }, () => (turn.from === "customer" ? FROM_CUSTOMER : FROM_SHOP)));
  }
  return { ids, types, clauseOf: ids.map((_, at) => clauseOf[at] ?? 0) };
}
