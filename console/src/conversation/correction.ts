/** What goes with a correction: the message's words and what was said just before. Pure. */
import type { Turn } from "../../../protocol/conversation.ts";
import type { ContextTurn } from "../../../protocol/understanding.ts";

/** A message means at most so many things, and has at most so many UTF-16 units: worker/http/routes/models.ts. */
export const MOST_MEANINGS = 5;
const LONGEST = 2_000;
const MOST_CONTEXT = 3;

export const textOf = ({ parts }: Pick<Turn, "parts">): string =>
  parts
    .flatMap((part) => (part.type === "text" ? [part.text] : []))
    .join("\n")
    .trim();

export const isCorrectable = (turn: Turn): boolean =>
  turn.kind === "message" && turn.deletedAt === undefined && textOf(turn) !== "" && textOf(turn).length <= LONGEST;

/** Notes and events are not what the customer read. */
export function contextOf(turns: readonly Turn[], about: Pick<Turn, "seq">): ContextTurn[] {
  return turns
    .filter(({ seq, kind }) => seq < about.seq && (kind === "message" || kind === "reply"))
    .slice(-MOST_CONTEXT)
    .flatMap((turn) => {
      const { kind } = turn.author;
      const text = textOf(turn);
      return text === "" || kind === "system" ? [] : [{ from: kind, text }];
    });
}
