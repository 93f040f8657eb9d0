/** Canned replies and macros: kept, found, used. Shared ones need `automation:write`, one's own do not. */
import { type Context, Hono } from "hono";
import { z } from "zod";
import * as schemas from "../../../protocol/automation.ts";
import type { ConversationView } from "../../../protocol/conversation.ts";
import { type IdPrefix, newId } from "../../../protocol/ids.ts";
import { findCanned, listCanned, noteUse, removeCanned, saveCanned, type Writer } from "../../automation/canned-replies.ts";
import { fillIn } from "../../automation/fill-in.ts";
import { findMacro, listMacros, noteMacroUse, removeMacro, saveMacro } from "../../automation/macros.ts";
import type { Reader } from "../../automation/sharing.ts";
import { act, type Deed, valuesOf, wordsOf } from "../../pipeline/act.ts";
import { viewConversation } from "../../pipeline/commands.ts";
import { actorOf, maySee, mayUse, type User, visibleTeams } from "../../tenants/roles.ts";
import { allowed } from "../auth.ts";
import { idempotencyKey, over, readJson, readQuery } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const querySchema = z.object({ q: z.string().trim().max(100).default("") });

const readerOf = (user: User): Reader => ({ tenant: user.tenant, agentId: user.kind === "agent" ? user.agentId : "", teamIds: visibleTeams(user) });
const writerOf = (user: User, shared: boolean): Writer => ({
  tenant: user.tenant,
  owner: shared || user.kind === "key" ? "" : user.agentId,
  by: actorOf(user),
});
const shown = <T extends { owner: string }>({ owner, ...rest }: T) => ({ ...rest, shared: owner === "" });
const mayShare = (user: User): boolean => mayUse(user, "automation:write");
const noSharing = (): Response => problemAnswer("forbidden", "Shared ones need the right automation:write; keep it as your own");
const freshId = (c: HttpContext, prefix: IdPrefix): string => newId(prefix, c.get("services").now(), c.get("services").chance);

async function conversationOf(c: HttpContext, user: User, id: string): Promise<ConversationView | null> {
  const view = await viewConversation(c.get("services"), user.tenant, id, { limit: 1 });
  return view && maySee(user, view.conversation) ? view : null;
}

/** A reply that this person may change: their own, or a shared one with the right to it. */
async function ownCanned(c: HttpContext, user: User) {
  const known = await findCanned(c.get("services").db, readerOf(user), c.req.param("id") ?? "");
  if (!known) return { ok: false, answer: notFound("canned reply") } as const;
  return known.owner === "" && !mayShare(user) ? ({ ok: false, answer: noSharing() } as const) : ({ ok: true, known } as const);
}
async function ownMacro(c: HttpContext, user: User) {
  const known = await findMacro(c.get("services").db, readerOf(user), c.req.param("id") ?? "");
  if (!known) return { ok: false, answer: notFound("macro") } as const;
  return known.owner === "" && !mayShare(user) ? ({ ok: false, answer: noSharing() } as const) : ({ ok: true, known } as const);
}

/** The canned reply as it would be sent in a conversation. */
async function preview(c: Context<HttpEnv>, user: User): Promise<Response> {
  const reply = await findCanned(c.get("services").db, readerOf(user), c.req.param("id") ?? "");
  if (!reply) return notFound("canned reply");
  const read = await readJson(c, schemas.cannedUseSchema);
  if (!read.ok) return read.answer;
  const view = await conversationOf(c, user, read.body.conversationId);
  if (!view) return notFound("conversation");
  const services = c.get("services");
  const filled = fillIn(reply.text, valuesOf(view, user.name, services.now()));
  const use = { tenant: user.tenant, cannedId: reply.id, agentId: user.kind === "agent" ? user.agentId : actorOf(user), conversationId: view.conversation.id };
  await noteUse(services.db, use, services.now(), services.chance);
  return c.json({ text: filled.ok ? filled.text : reply.text, missing: filled.ok ? [] : filled.missing });
}

async function runMacro(c: Context<HttpEnv>, user: User): Promise<Response> {
  const services = c.get("services");
  const macro = await findMacro(services.db, readerOf(user), c.req.param("id") ?? "");
  if (!macro) return notFound("macro");
  const read = await readJson(c, schemas.macroRunSchema);
  if (!read.ok) return read.answer;
  const view = await conversationOf(c, user, read.body.conversationId);
  if (!view) return notFound("conversation");
  const deed: Deed = {
    tenant: user.tenant,
    conversationId: view.conversation.id,
    author: user.kind === "agent" ? { kind: "agent", id: user.agentId, name: user.name } : { kind: "agent", id: `key:${user.keyId}`, name: user.name },
    key: `macro:${idempotencyKey(c)}`,
    values: { ...valuesOf(view, user.name, services.now()), ...read.body.values },
    canned: async (id) => (await findCanned(services.db, readerOf(user), id))?.text ?? null,
  };
  const words = await Promise.all(macro.actions.map((action) => wordsOf(deed, action)));
  const missing = [...new Set(words.flatMap((one) => (one && !one.ok ? one.missing : [])))];
  const texts = words.map((one) => (one?.ok ? one.text : null));
  if (read.body.preview) return c.json({ texts, missing });
  // A macro that would stop half-way for want of a word is not begun.
  if (missing.length > 0) return problemAnswer("refused", `No value for ${missing.join(", ")}`, { reason: "missing_variable", missing });
  const done = await act(services, deed, macro.actions);
  await noteMacroUse(services.db, user.tenant, macro.id);
  return c.json({ done, complete: done.length === macro.actions.length && done.every((one) => one.outcome !== "refused") });
}

export const canned = new Hono<HttpEnv>()
  .get("/v1/canned-replies", async (c) => {
    const may = allowed(c, "automation:read");
    if (!may.ok) return may.answer;
    const read = readQuery(c, querySchema);
    if (!read.ok) return read.answer;
    return c.json({ replies: (await listCanned(c.get("services").db, readerOf(may.user), read.body.q)).map(shown), variables: schemas.VARIABLES });
  })
  .post("/v1/canned-replies", async (c) => {
    const may = allowed(c, "automation:read");
    if (!may.ok) return may.answer;
    const read = await readJson(c, schemas.cannedDraftSchema);
    if (!read.ok) return read.answer;
    const { shared, ...draft } = read.body;
    const writer = writerOf(may.user, shared);
    if (writer.owner === "" && !mayShare(may.user)) return noSharing();
    const id = freshId(c, "cr");
    const saved = await saveCanned(c.get("services").db, writer, id, draft, c.get("services").now());
    if (!saved.ok) return problemAnswer("conflict", `/${draft.shortcut} is another reply's shortcut`, { field: "shortcut" });
    return c.json({ id, ...draft, shared: writer.owner === "" }, 201);
  })
  .patch("/v1/canned-replies/:id", async (c) => {
    const may = allowed(c, "automation:read");
    if (!may.ok) return may.answer;
    const read = await readJson(c, schemas.cannedChangeSchema);
    if (!read.ok) return read.answer;
    const own = await ownCanned(c, may.user);
    if (!own.ok) return own.answer;
    const { shared, ...change } = read.body;
    const writer = shared === undefined ? { ...writerOf(may.user, true), owner: own.known.owner } : writerOf(may.user, shared);
    if (writer.owner === "" && !mayShare(may.user)) return noSharing();
    const { folder, shortcut, title, text, teamId } = over(own.known, change);
    const saved = await saveCanned(c.get("services").db, writer, own.known.id, { folder, shortcut, title, text, teamId }, c.get("services").now());
    if (!saved.ok) return problemAnswer("conflict", `/${shortcut} is another reply's shortcut`, { field: "shortcut" });
    return c.json({ id: own.known.id, folder, shortcut, title, text, teamId, shared: writer.owner === "" });
  })
  .delete("/v1/canned-replies/:id", async (c) => {
    const may = allowed(c, "automation:read");
    if (!may.ok) return may.answer;
    const own = await ownCanned(c, may.user);
    if (!own.ok) return own.answer;
    await removeCanned(c.get("services").db, may.user.tenant, own.known.id);
    return c.body(null, 204);
  })
  .post("/v1/canned-replies/:id/use", async (c) => {
    const may = allowed(c, "conversations:write");
    return may.ok ? preview(c, may.user) : may.answer;
  })
  .get("/v1/macros", async (c) => {
    const may = allowed(c, "automation:read");
    return may.ok ? c.json({ macros: (await listMacros(c.get("services").db, readerOf(may.user))).map(shown), variables: schemas.VARIABLES }) : may.answer;
  })
  .post("/v1/macros", async (c) => {
    const may = allowed(c, "automation:read");
    if (!may.ok) return may.answer;
    const read = await readJson(c, schemas.macroDraftSchema);
    if (!read.ok) return read.answer;
    const { shared, ...draft } = read.body;
    const writer = writerOf(may.user, shared);
    if (writer.owner === "" && !mayShare(may.user)) return noSharing();
    const id = freshId(c, "mc");
    await saveMacro(c.get("services").db, writer, id, draft, c.get("services").now());
    return c.json({ id, ...draft, shared: writer.owner === "" }, 201);
  })
  .patch("/v1/macros/:id", async (c) => {
    const may = allowed(c, "automation:read");
    if (!may.ok) return may.answer;
    const read = await readJson(c, schemas.macroChangeSchema);
    if (!read.ok) return read.answer;
    const own = await ownMacro(c, may.user);
    if (!own.ok) return own.answer;
    const { shared, ...change } = read.body;
    const writer = shared === undefined ? { ...writerOf(may.user, true), owner: own.known.owner } : writerOf(may.user, shared);
    if (writer.owner === "" && !mayShare(may.user)) return noSharing();
    const { name, description, actions, teamId } = over(own.known, change);
    await saveMacro(c.get("services").db, writer, own.known.id, { name, description, actions, teamId }, c.get("services").now());
    return c.json({ id: own.known.id, name, description, actions, teamId, shared: writer.owner === "" });
  })
  .delete("/v1/macros/:id", async (c) => {
    const may = allowed(c, "automation:read");
    if (!may.ok) return may.answer;
    const own = await ownMacro(c, may.user);
    if (!own.ok) return own.answer;
    await removeMacro(c.get("services").db, may.user.tenant, own.known.id);
    return c.body(null, 204);
  })
  .post("/v1/macros/:id/run", async (c) => {
    const may = allowed(c, "conversations:write");
    return may.ok ? runMacro(c, may.user) : may.answer;
  });
