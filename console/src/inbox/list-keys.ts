/** Two keys walk through a list; Escape leaves what is open. */
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { lettersAreOff } from "../shell/global-keys.ts";
import { shortcutNow } from "../shell/shortcuts.ts";

export function useListKeys(rows: readonly { id: string }[], tab: string, show: (index: number) => void): void {
  const navigate = useNavigate();
  const { conversationId } = useParams({ strict: false });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (lettersAreOff(event)) return;
      if (event.key === "Escape" && conversationId !== undefined) return void navigate({ to: "/inbox/$tab", params: { tab } });
      const shortcut = shortcutNow(event);
      const step = shortcut === "next" ? 1 : shortcut === "previous" ? -1 : 0;
      if (step === 0) return;
      const at = rows.findIndex((row) => row.id === conversationId);
      const index = at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step));
      const next = rows[index];
      if (!next) return;
      event.preventDefault();
      show(index);
      void navigate({ to: "/inbox/$tab/$conversationId", params: { tab, conversationId: next.id } });
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [rows, tab, conversationId, navigate, show]);
}
