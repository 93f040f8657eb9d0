/** The slash picker's state. */
import { useState } from "react";
import { ask } from "../api/client.ts";
import { useSignIn } from "../api/sign-in-state.ts";
import { useT } from "../i18n/index.ts";
import type { Row, Thread } from "../state/model.ts";
import { type Canned, fillIn, findCanned, type Values } from "./canned-replies.ts";
import { useAllCanned } from "./kept-replies.ts";
import { sayMacro } from "./macros.ts";

export interface Picker {
  /** What it was opened by. */
  sign: "/" | "@";
  label: string;
  found: readonly Canned[];
  at: number;
  move: (step: number) => void;
  take: (index?: number) => void;
  close: () => void;
  preview: (canned: Canned) => string;
}

function valuesOf(row: Row, thread: Thread, agent: string | undefined): Values {
  const [order] = thread.orders;
  return {
    ...(row.name ? { customer: row.name } : {}),
    ...(agent ? { agent } : {}),
    ...(order ? { order: order.number } : {}),
    ...(order?.tracking ? { tracking: order.tracking.number } : {}),
  };
}

/** Null while no slash begins the text, or nothing fits. */
export function usePicker(row: Row, thread: Thread, text: string, write: (text: string) => void): Picker | null {
  const replies = useAllCanned();
  const t = useT();
  const agent = useSignIn((state) => state.signedIn?.agent.name);
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState("");
  const query = /^\/(\S*)$/.exec(text)?.[1];
  if (query === undefined || closed === text) return null;
  const found = findCanned(replies, query);
  if (found.length === 0) return null;
  const values = valuesOf(row, thread, agent);
  const chosen = Math.min(at, found.length - 1);
  return {
    sign: "/",
    label: t("canned.title"),
    found,
    at: chosen,
    move: (step) => setAt((chosen + step + found.length) % found.length),
    take: (index = chosen) => {
      const one = found[index];
      if (one?.macro) {
        write("");
        void sayMacro(t, one, row.id);
      } else if (one) {
        write(fillIn(one.text, values));
        // The count is for the report; it holds up nobody.
        if (one.counted) void ask("POST", `/v1/canned-replies/${one.id}/use`, { conversationId: row.id });
      }
      setAt(0);
      document.getElementById("composer")?.focus();
    },
    close: () => setClosed(text),
    preview: (one) => fillIn(one.text, values),
  };
}
