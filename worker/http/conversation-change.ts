/** A change of a conversation by a person or key: who may, what they see of it, and how the session's answer reads. */
import type { z } from "zod";
import type { ConversationView } from "../../protocol/conversation.ts";
import type { Author } from "../../protocol/message.ts";
import type { ConversationChange } from "../../protocol/ports.ts";
import { type ChangeWish, changeIn, viewConversation } from "../pipeline/commands.ts";
import { maySee, type User } from "../tenants/roles.ts";
import { allowed } from "./auth.ts";
import { idempotencyKey, readJson } from "./body.ts";
import type { HttpContext } from "./context.ts";
import { notFound, problemAnswer } from "./problems.ts";

export const authorOf = (user: User): Extract<Author, { kind: "agent" } | { kind: "bot" }> =>
  user.kind === "agent" ? { kind: "agent", id: user.agentId, name: user.name } : { kind: "agent", id: `key:${user.keyId}`, name: user.name };

type Seen = { ok: true; user: User; view: ConversationView } | { ok: false; answer: Response };

/** The conversation of the address, if it is shown to this person. */
export async function seen(c: HttpContext, scope: "conversations:read" | "conversations:write", query: { before?: number; limit?: number }): Promise<Seen> {
  const may = allowed(c, scope);
  if (!may.ok) return may;
  const view = await viewConversation(c.get("services"), may.user.tenant, c.req.param("id") ?? "", query);
  if (!view || !maySee(may.user, view.conversation)) return { ok: false, answer: notFound("conversation") };
  return { ok: true, user: may.user, view: { ...view, others: view.others.filter((other) => maySee(may.user, other)) } };
}

export async function change(c: HttpContext, wish: Omit<ChangeWish, "key" | "by">): Promise<Response> {
  const known = await seen(c, "conversations:write", { limit: 1 });
  if (!known.ok) return known.answer;
  const answer = await changeIn(c.get("services"), known.user.tenant, known.view.conversation.id, {
    key: idempotencyKey(c),
    by: authorOf(known.user),
    ...wish,
  });
  switch (answer.outcome) {
    case "changed":
      return c.json({ conversation: answer.conversation, turn: answer.turn });
    case "stale":
      return problemAnswer("stale", "The conversation has changed hands meanwhile", { owner: answer.owner, epoch: answer.epoch });
    case "refused":
      return answer.code === "unknown_conversation" ? notFound("conversation") : problemAnswer("refused", answer.detail, { reason: answer.code });
    case "unavailable":
      return problemAnswer("unavailable", answer.detail, {}, { "retry-after": "2" });
    default:
      return answer satisfies never;
  }
}

/** A change whose body is checked by `schema`. */
export const changing =
  <S extends z.ZodType>(schema: S, toChange: (body: z.infer<S>) => { change: ConversationChange; epoch?: number | undefined }) =>
  async (c: HttpContext): Promise<Response> => {
    const may = allowed(c, "conversations:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, schema);
    return read.ok ? change(c, toChange(read.body)) : read.answer;
  };
