/** What the server wants an agent to know: a target about to be missed, a subscriber that was switched off. Shown once, with the way there. */
import i18next from "i18next";
import type { DeskEvent } from "../../../protocol/agent-frames.ts";
import { usePrefs } from "../state/prefs.ts";
import { toast } from "../ui/toasts.tsx";

type Notice = Extract<DeskEvent, { type: "notice" }>;

/** Codes that the screen tells by itself, from what it knows sooner. */
const TOLD_OTHERWISE: ReadonlySet<string> = new Set(["slow_reply"]);
/** Good to know, not alarming; they open where they are listed. */
const CALM: Readonly<Record<string, string>> = { mention: "mentions", call_back: "mine" };
const LASTS_MS = 15_000;

export function showNotice({ code, detail, conversationIds }: Notice): void {
  if (TOLD_OTHERWISE.has(code)) return;
  const key = `notice.${code}`;
  const text = i18next.exists(key) ? i18next.t(key, { detail }) : detail;
  const [first] = conversationIds ?? [];
  const open = (): void => {
    // The number to call, and what came of it, stand among the customer's details.
    if (code === "call_back") usePrefs.setState({ contextOpen: true });
    location.hash = `#/inbox/${CALM[code] ?? "mine"}/${first}`;
  };
  toast({
    // Several calls are several things to do.
    id: code === "call_back" ? `notice:${code}:${first}` : `notice:${code}`,
    text,
    tone: code in CALM ? "calm" : "alarm",
    lasts: LASTS_MS,
    ...(first === undefined ? {} : { action: { label: i18next.t("slow.open"), run: open } }),
  });
}
