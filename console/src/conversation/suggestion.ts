/** Which suggestion is offered, and what becomes of it. */
import { useState } from "react";
import type { Suggestion } from "../../../protocol/understanding.ts";
import { tellDesk } from "../state/desk.ts";
import type { Thread } from "../state/model.ts";
import { change } from "../state/outgoing.ts";

export interface Offered {
  current: Suggestion | null;
  index: number;
  count: number;
  next: () => void;
  dismiss: () => void;
}

/** Answered already: what was thought about an older message is offered no more. */
export function openSuggestions({ suggestions, turns }: Pick<Thread, "suggestions" | "turns">): Suggestion[] {
  const lastReply = turns.findLast((turn) => turn.kind === "reply")?.seq ?? 0;
  return suggestions.filter((one) => {
    const about = turns.find((turn) => turn.id === one.turnId);
    return about === undefined ? lastReply === 0 : about.seq > lastReply;
  });
}

/** Words may be completed only while they begin as the suggestion does. */
export const completes = (suggestion: Suggestion, text: string): boolean => suggestion.text.startsWith(text) && suggestion.text !== text;

export function useSuggestion(conversationId: string, thread: Thread): Offered {
  const [at, setAt] = useState(0);
  const open = openSuggestions(thread);
  const index = open.length === 0 ? 0 : at % open.length;
  const current = open[index] ?? null;
  return {
    current,
    index,
    count: open.length,
    next: () => setAt(index + 1),
    dismiss: () => {
      if (!current) return;
      for (const one of open) tellDesk({ do: "suggestion_gone", conversationId, suggestionId: one.id });
      void change(conversationId, "suggestions", { suggestionId: current.id, used: "refused" });
    },
  };
}
