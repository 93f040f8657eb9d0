/** Somebody else answered while I was writing: read it before sending. */
import { useEffect, useRef, useState } from "react";
import type { Turn } from "../../../protocol/conversation.ts";

const isOthers = (turn: Turn, me: string): boolean => turn.kind === "reply" && !(turn.author.kind === "agent" && turn.author.id === me);

/** The other's reply that came since the first letter, until it is acknowledged. */
export function useSendGuard(turns: readonly Turn[], text: string, me: string): { other: Turn | null; acknowledge: () => void } {
  const from = useRef<number | null>(null);
  const [seen, setSeen] = useState(0);
  const last = turns.at(-1)?.seq ?? 0;
  const writing = text !== "";
  useEffect(() => {
    from.current = writing ? (from.current ?? last) : null;
  }, [writing, last]);
  const since = Math.max(from.current ?? last, seen);
  const other = writing ? (turns.findLast((turn) => turn.seq > since && isOthers(turn, me)) ?? null) : null;
  return { other, acknowledge: () => setSeen(last) };
}
