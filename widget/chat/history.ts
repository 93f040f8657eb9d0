/** The conversations of a visitor, as their turns tell them. Pure. */
import type { VisitorTurn } from "../../protocol/visitor-frames.ts";
import { previewOf } from "./preview.ts";

export interface Episode {
  conversationId: string;
  /** Its first turn that is known here. */
  firstId: string;
  /** The last words, and when they were said. */
  last: string;
  at: number;
}

/** The newest first. Turns of several conversations that were held at once lie between one another. */
export function episodesOf(turns: readonly VisitorTurn[]): Episode[] {
  const episodes = new Map<string, Episode>();
  for (const { conversationId, id, parts, at, deleted } of turns) {
    const known = episodes.get(conversationId);
    const words = deleted ? "" : previewOf(parts);
    episodes.set(conversationId, { conversationId, firstId: known?.firstId ?? id, last: words === "" ? (known?.last ?? "") : words, at });
  }
  return [...episodes.values()].sort((one, other) => other.at - one.at);
}

/** A conversation's number, as its customer says it and its agent finds it. */
export const numberOf = (conversationId: string): string => conversationId.slice(-6).toUpperCase();
