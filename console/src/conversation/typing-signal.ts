/** Tells the customer that somebody is writing: at most every few seconds, and when it ends. */
import { useRef } from "react";
import { sendFrame } from "../live/desk-link.ts";

const AGAIN_MS = 3_000;

export function useTypingSignal(conversationId: string): { typing: () => void; stopped: () => void } {
  const told = useRef(0);
  return {
    typing: () => {
      const now = Date.now();
      if (now - told.current < AGAIN_MS) return;
      told.current = now;
      sendFrame({ t: "typing", conversationId, on: true });
    },
    stopped: () => {
      if (told.current === 0) return;
      told.current = 0;
      sendFrame({ t: "typing", conversationId, on: false });
    },
  };
}
