/** One merged alarm when customers of mine wait too long; a click leads to the one who waits longest. The sound comes once. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useT } from "../i18n/index.ts";
import { useNow } from "../i18n/time.ts";
import { SLOW_MS } from "../inbox/waiting.tsx";
import { useDesk } from "../state/desk.ts";
import { usePrefs } from "../state/prefs.ts";
import { mine } from "../state/rows.ts";
import { toast, untoast } from "../ui/toasts.tsx";
import { chime } from "./chime.ts";

export function useSlowReplyAlarm(): void {
  const t = useT();
  const now = useNow();
  const navigate = useNavigate();
  const rows = useDesk((state) => state.rows);
  const me = useDesk((state) => state.me);
  const sound = usePrefs((prefs) => prefs.sound);
  const slow = mine(rows, me)
    .filter((row) => row.status !== "snoozed" && row.waitingSince !== null && now - row.waitingSince > SLOW_MS)
    .map((row) => row.id);
  const names = slow.toSorted().join(" ");
  const told = useRef("");
  const [first] = slow;
  useEffect(() => {
    if (names === told.current) return;
    const grown = names.length > told.current.length;
    told.current = names;
    if (first === undefined) return untoast("slow");
    if (!grown) return;
    if (sound) chime();
    const open = (): void => void navigate({ to: "/inbox/$tab/$conversationId", params: { tab: "mine", conversationId: first } });
    toast({ id: "slow", text: t("slow", { count: names.split(" ").length }), tone: "alarm", lasts: 15_000, action: { label: t("slow.open"), run: open } });
  }, [names, first, sound, navigate, t]);
}
