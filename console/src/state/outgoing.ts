/** Replies and notes on their way: shown at once, sent in order per conversation, kept over reloads, repeated with the same key. */
import type { Conversation } from "../../../protocol/conversation.ts";
import type { Attachment, Part } from "../../../protocol/message.ts";
import { ask, newKey } from "../api/client.ts";
import { isPassing } from "../api/problem.ts";
import type { ChangeAnswer, ReplyAnswer } from "../api/shapes.ts";
import { deskNow, tellDesk } from "./desk.ts";
import type { Outgoing } from "./model.ts";

const RETRY_MS = 2_000;
const keyFor = (me: string): string => `kefu.outgoing.${me}`;
const busy = new Set<string>();

export interface Wish {
  conversationId: string;
  kind: "reply" | "note";
  text: string;
  media?: readonly Attachment[];
  /** Ids of colleagues that a note names. */
  mentions?: readonly string[];
  epoch?: number;
  suggestionId?: string;
}

export function send(wish: Wish): string {
  const outgoing: Outgoing = { ...wish, key: newKey(), at: Date.now(), state: "sending" };
  tellDesk({ do: "outgoing", outgoing });
  keep();
  void drain(wish.conversationId);
  return outgoing.key;
}

export function sendAgain(key: string): void {
  const known = deskNow().outgoing.find((one) => one.key === key);
  if (!known) return;
  const { problem: _, epoch: __, ...rest } = known;
  tellDesk({ do: "outgoing", outgoing: { ...rest, state: "sending" } });
  void drain(known.conversationId);
}

export function discard(key: string): void {
  tellDesk({ do: "discard", key });
  keep();
}

/** After a reload or a reconnect: what the last page did not get through. */
export function resumeOutgoing(): void {
  const { me, outgoing } = deskNow();
  const kept = JSON.parse(localStorage.getItem(keyFor(me)) ?? "[]") as Outgoing[];
  for (const one of kept) if (!outgoing.some((known) => known.key === one.key)) tellDesk({ do: "outgoing", outgoing: one });
  for (const conversationId of new Set(deskNow().outgoing.map((one) => one.conversationId))) void drain(conversationId);
}

function keep(): void {
  const { me, outgoing } = deskNow();
  if (outgoing.length === 0) localStorage.removeItem(keyFor(me));
  else localStorage.setItem(keyFor(me), JSON.stringify(outgoing));
}

async function drain(conversationId: string): Promise<void> {
  if (busy.has(conversationId)) return;
  busy.add(conversationId);
  try {
    for (;;) {
      const next = deskNow().outgoing.find((one) => one.conversationId === conversationId && one.state === "sending");
      if (!next || !(await attempt(next))) return;
      keep();
    }
  } finally {
    busy.delete(conversationId);
  }
}

/** False = wait; a timer or the next connection tries again. */
async function attempt(one: Outgoing): Promise<boolean> {
  const path = `/v1/conversations/${one.conversationId}`;
  const { key, text, media, mentions = [], epoch, suggestionId } = one;
  const files = (media ?? []).map((file): Part => ({ type: "media", media: file }));
  const words = files.length === 0 ? { text } : { parts: [...(text === "" ? [] : [{ type: "text", text } satisfies Part]), ...files] };
  const body = { ...words, ...(epoch === undefined ? {} : { epoch }), ...(suggestionId === undefined ? {} : { suggestionId }) };
  const answer =
    one.kind === "reply"
      ? await ask<ReplyAnswer>("POST", `${path}/replies`, body, key)
      : await ask<ChangeAnswer>("POST", `${path}/notes`, { text, ...(mentions.length > 0 ? { mentions } : {}) }, key);
  if (answer.ok) {
    tellDesk({ do: "sent", key, turn: answer.value.turn ?? null });
    return true;
  }
  if (isPassing(answer.problem)) {
    setTimeout(() => void drain(one.conversationId), RETRY_MS);
    return false;
  }
  tellDesk({ do: "failed", key, problem: answer.problem });
  return true;
}

/** Anything else that is done to a conversation: the answer is its new state. */
export async function change(conversationId: string, verb: string, body: unknown): ReturnType<typeof ask<ChangeAnswer>> {
  const answer = await ask<ChangeAnswer>("POST", `/v1/conversations/${conversationId}/${verb}`, body, newKey());
  if (answer.ok && answer.value.conversation)
    tellDesk({ do: "changed", conversation: answer.value.conversation satisfies Conversation, turn: answer.value.turn ?? null });
  return answer;
}
