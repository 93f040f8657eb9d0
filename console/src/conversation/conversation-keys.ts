/** Keys that act on the open conversation. */
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { flushSync } from "react-dom";
import { lettersAreOff } from "../shell/global-keys.ts";
import type { Shortcut } from "../shell/shortcut-keys.ts";
import { shortcutNow } from "../shell/shortcuts.ts";
import { deskNow } from "../state/desk.ts";
import { draftOf, type Mode, writeDraft } from "../state/drafts.ts";
import type { Row } from "../state/model.ts";
import { mine } from "../state/rows.ts";
import { useActions } from "./actions.ts";

export const COMPOSER_ID = "composer";

/** What opens over the conversation or beside its buttons. */
export type Opened = "assign" | "transfer" | "snooze" | "label" | "priority" | "merge" | "erase";

/** To the words of that kind; a sign that opens a picker is written where one may write and nothing stands yet. */
function write(conversationId: string, mode: Mode, sign = ""): void {
  // Whether one may write is another question for a note than for a reply.
  flushSync(() => writeDraft(conversationId, { mode }));
  const field = document.getElementById(COMPOSER_ID);
  if (!(field instanceof HTMLTextAreaElement) || field.disabled) return;
  if (draftOf(conversationId)[mode] === "") writeDraft(conversationId, { [mode]: sign });
  field.focus();
}

export function useConversationKeys(row: Row, open: (what: Opened) => void): void {
  const actions = useActions(row);
  const navigate = useNavigate();
  const { tab = "mine" } = useParams({ strict: false });
  useEffect(() => {
    const next = (): void => {
      const { rows, me } = deskNow();
      const other = mine(rows, me).find((one) => one.id !== row.id);
      if (other) void navigate({ to: "/inbox/$tab/$conversationId", params: { tab, conversationId: other.id } });
    };
    const isOpen = row.status !== "resolved";
    const does: Readonly<Partial<Record<Shortcut, () => void>>> = {
      reply: () => write(row.id, "reply"),
      note: () => write(row.id, "note"),
      canned: () => write(row.id, "reply", "/"),
      mention: () => write(row.id, "note", "@"),
      take: () => void actions.take(),
      label: () => open("label"),
      priority: () => open("priority"),
      merge: () => open("merge"),
      // What is resolved has no owner to change.
      ...(isOpen && {
        resolve: () => void actions.resolve(),
        "resolve-next": () => void actions.resolve().then((done) => done && next()),
        assign: () => open("assign"),
        transfer: () => open("transfer"),
        snooze: () => open("snooze"),
      }),
    };
    const press = (event: KeyboardEvent): void => {
      const shortcut = shortcutNow(event);
      const act = shortcut && does[shortcut];
      if (!act || lettersAreOff(event)) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
}
