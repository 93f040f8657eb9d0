/** Help between colleagues, said to those it concerns as it happens, with the way there. */
import i18next from "i18next";
import { deskNow } from "../state/desk.ts";
import type { ConsultEvent } from "../state/model.ts";
import { usePrefs } from "../state/prefs.ts";
import { toast, untoast } from "../ui/toasts.tsx";
import { chime } from "./chime.ts";

/** How long what waits for my answer stays, and what is only good to know: it lies over the head of the page. ms */
const LASTS_MS = { waits: 15_000, known: 6_000 } as const;

/** Somebody waits for my answer. */
const wantsMe = ({ news }: ConsultEvent): boolean => news === "asked" || news === "handing";

/** The line above its composer says these as they happen. */
const isSeen = ({ news, conversationId }: ConsultEvent): boolean =>
  (news === "joined" || news === "handing") && document.visibilityState === "visible" && location.hash.endsWith(`/${conversationId}`);

/** That one of several asked does not come concerns the owner alone. */
const concernsMe = ({ news, consult }: ConsultEvent, me: string): boolean => news !== "declined" || consult === null || consult.by === me;

export function showConsult(event: ConsultEvent): void {
  const { conversationId, name, news, consult, by, reason } = event;
  const { me } = deskNow();
  const id = `consult:${conversationId}`;
  // Done here, or on another tab of mine.
  if (by === me) untoast(id);
  if (by === me || !concernsMe(event, me)) return;
  if (wantsMe(event) && usePrefs.getState().sound) chime();
  if (isSeen(event)) return;
  const text = i18next.t(`consult.news.${news}`, { name: name ?? i18next.t("customer.unnamed") });
  // Who is not in it any more may not see the conversation.
  const isOpen = consult !== null || news === "declined";
  const open = (): void => {
    location.hash = `#/inbox/mine/${conversationId}`;
  };
  toast({
    id,
    text: reason ? `${text} · ${reason}` : text,
    tone: "calm",
    lasts: wantsMe(event) ? LASTS_MS.waits : LASTS_MS.known,
    ...(isOpen ? { action: { label: i18next.t("slow.open"), run: open } } : {}),
  });
}
