/** Conversations: lists from the read model, one from its session, and what people do to it. */
import { Hono } from "hono";
import * as api from "../../../protocol/api.ts";
import type { ConversationView } from "../../../protocol/conversation.ts";
import type { Part } from "../../../protocol/message.ts";
import { CAPABILITIES, replyWindow, windowFacts } from "../../channels/rules.ts";
import { acceptConversation, declineConversation, type Replied, replyIn } from "../../pipeline/commands.ts";
import { summaryOf } from "../../pipeline/summary.ts";
import { allowed } from "../auth.ts";
import { idempotencyKey, readJson, readQuery } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { authorOf, changing, seen } from "../conversation-change.ts";
import { listConversations } from "../lists.ts";
import { notFound, problemAnswer } from "../problems.ts";

/** With the reply window as it is now, so that the agent sees what may still be sent. */
function withWindow(view: ConversationView, now: number): ConversationView {
  const { route } = view;
  if (!route) return view;
  const facts = windowFacts(route, "agent", view.customer.blocked || route.closed !== undefined);
  return { ...view, window: replyWindow(CAPABILITIES[route.channel.kind].window, { ...facts, author: "agent", isTemplate: false }, now) };
}

function replied(answer: Replied): Response {
  switch (answer.outcome) {
    case "queued":
      return Response.json(
        { replyId: answer.turn.id, status: answer.turn.delivery?.state ?? "queued", duplicate: answer.duplicate, turn: answer.turn },
        { status: 202 },
      );
    case "stale": {
      const { owner, epoch, lastReply } = answer;
      return problemAnswer("stale", "Somebody else has this conversation now", { owner, epoch, lastReply });
    }
    case "refused": {
      const { code, detail } = answer;
      if (code === "unknown_conversation") return notFound("conversation");
      return problemAnswer(code === "no_route" || code === "window_closed" ? code : "refused", detail, { reason: code });
    }
    default:
      return answer satisfies never;
  }
}

export const conversations = new Hono<HttpEnv>()
  .get("/v1/conversations", async (c) => {
    const may = allowed(c, "conversations:read");
    if (!may.ok) return may.answer;
    const read = readQuery(c, api.conversationsQuerySchema);
    if (!read.ok) return read.answer;
    return c.json(await listConversations(c.get("services").db, may.user, read.body));
  })
  .get("/v1/conversations/:id", async (c) => {
    const before = Number(c.req.query("before") ?? Number.NaN);
    const limit = Math.min(200, Math.max(1, Number(c.req.query("limit") ?? 50) || 50));
    const known = await seen(c, "conversations:read", { limit, ...(Number.isSafeInteger(before) ? { before } : {}) });
    if (!known.ok) return known.answer;
    const now = c.get("services").now();
    const view = withWindow(known.view, now);
    return c.json(Number.isSafeInteger(before) ? view : { ...view, summary: summaryOf(view, now) });
  })
  .post("/v1/conversations/:id/replies", async (c) => {
    const known = await seen(c, "conversations:write", { limit: 1 });
    if (!known.ok) return known.answer;
    const read = await readJson(c, api.replySchema);
    if (!read.ok) return read.answer;
    const { text, parts, ...rest } = read.body;
    const words: Part[] = parts ?? [{ type: "text", text: text ?? "" }];
    const force = rest.force === true && known.user.kind === "agent" && known.user.role !== "agent" ? true : undefined;
    const wish = { ...rest, key: idempotencyKey(c), author: authorOf(known.user), parts: words, force };
    return replied(await replyIn(c.get("services"), known.user.tenant, known.view.conversation.id, wish));
  })
  .post(
    "/v1/conversations/:id/notes",
    changing(api.noteSchema, ({ text, mentions }) => ({ change: { change: "note", turnId: "", text, ...(mentions ? { mentions } : {}) } })),
  )
  .post(
    "/v1/conversations/:id/resolve",
    changing(api.resolveSchema, ({ reason, epoch }) => ({ change: { change: "resolve", ...(reason === undefined ? {} : { reason }) }, epoch })),
  )
  .post(
    "/v1/conversations/:id/reopen",
    changing(api.reopenSchema, ({ epoch }) => ({ change: { change: "reopen" }, epoch })),
  )
  .post(
    "/v1/conversations/:id/snooze",
    changing(api.snoozeSchema, ({ until, epoch }) => ({ change: { change: "snooze", until }, epoch })),
  )
  .post(
    "/v1/conversations/:id/labels",
    changing(api.labelsSchema, ({ add, remove }) => ({ change: { change: "label", add, remove } })),
  )
  .post(
    "/v1/conversations/:id/priority",
    changing(api.prioritySchema, ({ priority }) => ({ change: { change: "priority", priority } })),
  )
  .post(
    "/v1/conversations/:id/facts",
    changing(api.factSchema, ({ name, value }) => ({ change: { change: "fact", name, value } })),
  )
  .post(
    "/v1/conversations/:id/read",
    changing(api.readSchema, ({ upToSeq }) => ({ change: { change: "read", upToSeq } })),
  )
  .post(
    "/v1/conversations/:id/suggestions",
    changing(api.suggestionUseSchema, ({ suggestionId, used }) => ({ change: { change: "suggestion", suggestionId, used } })),
  )
  .post("/v1/conversations/:id/accept", async (c) => {
    const known = await seen(c, "conversations:write", { limit: 1 });
    if (!known.ok) return known.answer;
    if (known.user.kind !== "agent") return problemAnswer("forbidden", "Only an agent can accept a conversation");
    const accepted = await acceptConversation(c.get("services"), known.user.tenant, known.user.agentId, known.view.conversation.id);
    return accepted.outcome === "assigned" ? c.json({ conversation: accepted.conversation }) : problemAnswer("conflict", accepted.detail);
  })
  .post("/v1/conversations/:id/decline", async (c) => {
    const known = await seen(c, "conversations:write", { limit: 1 });
    if (!known.ok) return known.answer;
    const read = await readJson(c, api.declineSchema);
    if (!read.ok) return read.answer;
    if (known.user.kind !== "agent") return problemAnswer("forbidden", "Only an agent can decline a conversation");
    await declineConversation(c.get("services"), known.user.tenant, known.user.agentId, known.view.conversation.id, read.body.reason);
    return c.json({ declined: true });
  });
