/** Letters that act on the open conversation. */
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { lettersAreOff } from "../shell/global-keys.ts";
import { deskNow } from "../state/desk.ts";
import { writeDraft } from "../state/drafts.ts";
import type { Row } from "../state/model.ts";
import { mine } from "../state/rows.ts";
import { useActions } from "./actions.ts";

export const COMPOSER_ID = "composer";
const toComposer = (): void => document.getElementById(COMPOSER_ID)?.focus();

export function useConversationKeys(row: Row, open: { transfer: () => void; snooze: () => void; label: () => void }): void {
  const actions = useActions(row);
  const navigate = useNavigate();
  const { tab = "mine" } = useParams({ strict: false });
  useEffect(() => {
    const next = (): void => {
      const { rows, me } = deskNow();
      const other = mine(rows, me).find((one) => one.id !== row.id);
      if (other) void navigate({ to: "/inbox/$tab/$conversationId", params: { tab, conversationId: other.id } });
    };
    const resolveAndNext = (): void => void actions.resolve().then((done) => done && next());
    const does: Readonly<Record<string, () => void>> = {
      r: () => {
        writeDraft(row.id, { mode: "reply" });
        toComposer();
      },
      n: () => {
        writeDraft(row.id, { mode: "note" });
        toComposer();
      },
      e: () => void actions.resolve(),
      i: () => void actions.take(),
      t: open.transfer,
      z: open.snooze,
      l: open.label,
    };
    const press = (event: KeyboardEvent): void => {
      const act = event.key === "E" ? resolveAndNext : does[event.key];
      if (!act || lettersAreOff(event)) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
}
