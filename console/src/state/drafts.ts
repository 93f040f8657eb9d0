/** What is being written, per conversation, kept in this browser over reloads, crashes and sign-ins; replies also at the desk, for my other devices. */
import { create } from "zustand";
import { persist } from "zustand/middleware";

export type Mode = "reply" | "note";

export interface Draft {
  reply: string;
  note: string;
  mode: Mode;
  /** The suggestion the reply was taken from, with the words it had. */
  taken?: { suggestionId: string; text: string };
}

export const EMPTY_DRAFT: Draft = { reply: "", note: "", mode: "reply" };
/** Older empty drafts are not kept. */
const isEmpty = (draft: Draft): boolean => draft.reply === "" && draft.note === "" && draft.mode === "reply";

interface Drafts {
  drafts: Readonly<Record<string, Draft>>;
}

export const useDrafts = create<Drafts>()(persist((): Drafts => ({ drafts: {} }), { name: "kefu.drafts" }));

export const draftOf = (conversationId: string): Draft => useDrafts.getState().drafts[conversationId] ?? EMPTY_DRAFT;

export function writeDraft(conversationId: string, part: Partial<Draft>): void {
  const next = { ...draftOf(conversationId), ...part };
  useDrafts.setState(({ drafts }) => {
    const { [conversationId]: _, ...others } = drafts;
    return { drafts: isEmpty(next) ? others : { ...others, [conversationId]: next } };
  });
}

/** Somebody who still types is not told of yet, ms. */
const TOLD_AFTER_MS = 1_000;
/** Replies as the desk knows them. */
const known = new Map<string, string>();

/** From another tab or device. What was changed here meanwhile stays: nobody's words are written over. */
export function takeDraft(conversationId: string, text: string): void {
  const here = draftOf(conversationId).reply;
  if (here === (known.get(conversationId) ?? "") && here !== text) writeDraft(conversationId, { reply: text, taken: undefined });
  known.set(conversationId, text);
}

/** Tells the desk of replies that have changed here; `tell` false = there is no connection: `again` tells what it missed. */
export function tellDrafts(tell: (conversationId: string, text: string) => boolean): { again(): void; end(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (): void => {
    const { drafts } = useDrafts.getState();
    for (const id of new Set([...Object.keys(drafts), ...known.keys()])) {
      const text = drafts[id]?.reply ?? "";
      if (text !== (known.get(id) ?? "") && tell(id, text)) known.set(id, text);
    }
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(say, TOLD_AFTER_MS);
  };
  const unsubscribe = useDrafts.subscribe(later);
  later();
  return {
    again: later,
    end: () => {
      clearTimeout(timer);
      unsubscribe();
      known.clear();
    },
  };
}
