/** What is being written, per conversation, kept in this browser over reloads, crashes and sign-ins. */
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
