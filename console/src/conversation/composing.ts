/** What the composer does: take a suggestion, send, with the guards before it. */
import { useEffect, useRef } from "react";
import { firstVariable } from "../../../protocol/variables.ts";
import { type Picker, usePicker } from "../canned/picking.ts";
import { type Translate, useT } from "../i18n/index.ts";
import { deskNow } from "../state/desk.ts";
import { type Draft, draftOf, EMPTY_DRAFT, type Mode, useDrafts, writeDraft } from "../state/drafts.ts";
import type { Row, Thread } from "../state/model.ts";
import { change, send } from "../state/outgoing.ts";
import { usePrefs } from "../state/prefs.ts";
import { toast, untoast } from "../ui/toasts.tsx";
import { isMine, useActions } from "./actions.ts";
import { type Attachments, useAttachments } from "./attachments.ts";
import { mentionsIn } from "./mention-words.ts";
import { useColleagues, useMentionPicker } from "./mentioning.ts";
import { type Allowed, allowedBy } from "./reply-window.tsx";
import { useSendGuard } from "./send-guard.ts";
import { completes, type Offered, useSuggestion } from "./suggestion.ts";
import { useTypingSignal } from "./typing-signal.ts";

/** Tab that sends can be taken back for so long, ms. */
const UNDO_MS = 3_000;

export interface Composing {
  draft: Draft;
  text: string;
  allowed: Allowed;
  offered: Offered;
  ghost: string;
  guard: ReturnType<typeof useSendGuard>;
  write: (text: string) => void;
  setMode: (mode: Mode) => void;
  submit: (andResolve: boolean) => void;
  take: () => void;
  stopped: () => void;
  picker: Picker | null;
  attachments: Attachments;
}

function report(conversationId: string, taken: Draft["taken"], text: string): void {
  if (taken) void change(conversationId, "suggestions", { suggestionId: taken.suggestionId, used: taken.text === text ? "accepted" : "edited" });
}

/** A variable that nothing filled is marked and must be written over first. */
function mustFill(t: Translate, text: string): boolean {
  const open = firstVariable(text);
  const field = document.getElementById("composer");
  if (!open || !(field instanceof HTMLTextAreaElement)) return false;
  field.focus();
  field.setSelectionRange(open.start, open.end);
  toast({ id: "variable", text: t("canned.open"), tone: "calm", lasts: 4_000 });
  return true;
}

/** Sends after a pause in which it can be taken back; leaving the conversation sends at once. */
function useDelayedSend(run: () => void, takeBack: () => void): () => void {
  const t = useT();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef(run);
  latest.current = run;
  const fire = useRef(() => {
    if (timer.current === null) return;
    clearTimeout(timer.current);
    timer.current = null;
    untoast("tab-send");
    latest.current();
  });
  useEffect(() => () => fire.current(), []);
  return () => {
    timer.current = setTimeout(() => fire.current(), UNDO_MS);
    const undo = (): void => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
      takeBack();
    };
    toast({ id: "tab-send", text: t("suggestion.sending"), tone: "calm", lasts: UNDO_MS, action: { label: t("undo"), run: undo } });
  };
}

export function useComposing(row: Row, thread: Thread): Composing {
  const { id } = row;
  const t = useT();
  const draft = useDrafts((state) => state.drafts[id]) ?? EMPTY_DRAFT;
  const text = draft[draft.mode];
  const offered = useSuggestion(id, thread);
  const actions = useActions(row);
  const { typing, stopped } = useTypingSignal(id);
  const attachments = useAttachments();
  const guard = useSendGuard(thread.turns, draft.reply, deskNow().me);
  const allowed = allowedBy(thread.window, Date.now());
  const colleagues = useColleagues(row);
  const sendNow = (andResolve: boolean): void => {
    const { mode, taken, ...words } = draftOf(id);
    const said = words[mode].trim();
    const files = mode === "reply" ? attachments.files.filter((one) => one.state === "ready").length : 0;
    if ((said === "" && files === 0) || attachments.busy) return;
    if (mode === "reply" && (!allowed.open || mustFill(t, words.reply))) return;
    const media = files > 0 ? { media: attachments.taken() } : {};
    const suggestionId = mode === "reply" && taken ? { suggestionId: taken.suggestionId } : {};
    const mentions = mode === "note" ? { mentions: mentionsIn(said, colleagues) } : {};
    send({
      conversationId: id,
      kind: mode,
      text: said,
      ...media,
      ...mentions,
      ...(mode === "reply" && !isMine(row) ? { epoch: row.epoch } : {}),
      ...suggestionId,
    });
    if (mode === "reply") report(id, taken, said);
    writeDraft(id, { [mode]: "", taken: undefined });
    stopped();
    if (andResolve) void actions.resolve();
  };
  const later = useDelayedSend(
    () => sendNow(false),
    () => document.getElementById("composer")?.focus(),
  );
  const { current } = offered;
  const ghost = current && draft.mode === "reply" && allowed.open && completes(current, draft.reply) ? current.text.slice(draft.reply.length) : "";
  const write = (next: string): void => {
    writeDraft(id, { [draft.mode]: next, ...(next === "" ? { taken: undefined } : {}) });
    if (draft.mode === "reply" && next !== "" && isMine(row)) typing();
    else stopped();
  };
  const canned = usePicker(row, thread, text, write);
  const colleague = useMentionPicker(colleagues, draft.mode === "note" ? text : "", write);
  const picker = colleague ?? canned;
  return {
    draft,
    text,
    allowed,
    offered,
    ghost,
    guard,
    picker,
    attachments,
    write,
    setMode: (mode) => writeDraft(id, { mode }),
    submit: (andResolve) => (guard.other && draft.mode === "reply" ? guard.acknowledge() : sendNow(andResolve)),
    take: () => {
      if (!current) return;
      writeDraft(id, { reply: current.text, mode: "reply", taken: { suggestionId: current.id, text: current.text.trim() } });
      if (usePrefs.getState().tabSends && current.ready) later();
      document.getElementById("composer")?.focus();
    },
    stopped,
  };
}
