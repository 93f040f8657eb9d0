/** Outgoing webhooks: subscriptions, their secrets, the delivery log and replay. */
import { Hono } from "hono";
import type { EventType } from "../../../protocol/events.ts";
import { EVENTS } from "../../../protocol/events.ts";
import { newId } from "../../../protocol/ids.ts";
import * as schemas from "../../../protocol/webhooks.ts";
import { actorOf, type User } from "../../tenants/roles.ts";
import { webhookEvent } from "../../webhooks/payload.ts";
import { newSecret } from "../../webhooks/sign.ts";
import {
  addWebhook,
  changeWebhook,
  findWebhook,
  listWebhooks,
  MOST_WEBHOOKS,
  noteState,
  removeWebhook,
  rotateSecret,
  type Webhook,
  type Writing,
} from "../../webhooks/store.ts";
import { refusedAddress } from "../addresses.ts";
import { allowed } from "../auth.ts";
import { given, readJson, readQuery } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

async function writing(c: HttpContext, user: User): Promise<Writing> {
  const services = c.get("services");
  return { db: services.db, sealing: await services.keyring(), tenant: user.tenant, by: actorOf(user), now: services.now(), chance: services.chance };
}

type Own = { ok: true; user: User; webhook: Webhook } | { ok: false; answer: Response };

async function own(c: HttpContext): Promise<Own> {
  const may = allowed(c, "webhooks:write");
  if (!may.ok) return may;
  const webhook = await findWebhook(c.get("services").db, may.user.tenant, c.req.param("id") ?? "");
  return webhook ? { ok: true, user: may.user, webhook } : { ok: false, answer: notFound("webhook") };
}

const outbox = (c: HttpContext, { tenant, id }: Webhook) => c.get("services").webhook(tenant, id);
const answered = ({ tenant: _, state, stateDetail, ...webhook }: Webhook) => ({ ...webhook, state, stateDetail, enabled: state === "on" });

async function setEnabled(c: HttpContext, webhook: Webhook, enabled: boolean): Promise<void> {
  const services = c.get("services");
  const mode = enabled ? "on" : "paused";
  await noteState(services.db, webhook.tenant, webhook.id, mode, "", services.now());
  await outbox(c, webhook).setMode(webhook.tenant, webhook.id, mode);
}

export const outgoingWebhooks = new Hono<HttpEnv>()
  .get("/v1/webhooks", async (c) => {
    const may = allowed(c, "webhooks:write");
    if (!may.ok) return may.answer;
    const webhooks = await listWebhooks(c.get("services").db, may.user.tenant);
    return c.json({ webhooks: webhooks.map(answered), events: Object.entries(EVENTS).map(([name, description]) => ({ name, description })) });
  })
  .post("/v1/webhooks", async (c) => {
    const may = allowed(c, "webhooks:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, schemas.webhookDraftSchema);
    if (!read.ok) return read.answer;
    const refused = refusedAddress(c, "url", read.body.url);
    if (refused) return refused;
    const services = c.get("services");
    if ((await listWebhooks(services.db, may.user.tenant)).length >= MOST_WEBHOOKS)
      return problemAnswer("refused", `A tenant may have ${MOST_WEBHOOKS} webhooks`, { reason: "too_many" });
    const secret = newSecret(services.chance);
    const id = await addWebhook(await writing(c, may.user), read.body, secret);
    services.listeners.forget(may.user.tenant);
    return c.json({ id, ...read.body, enabled: true, state: "on", secret }, 201);
  })
  .get("/v1/webhooks/:id", async (c) => {
    const known = await own(c);
    if (!known.ok) return known.answer;
    const { deliveries: _, next: __, ...line } = await outbox(c, known.webhook).log(known.user.tenant, known.webhook.id, { limit: 1 });
    return c.json({ ...answered(known.webhook), line });
  })
  .patch("/v1/webhooks/:id", async (c) => {
    const known = await own(c);
    if (!known.ok) return known.answer;
    const read = await readJson(c, schemas.webhookChangeSchema);
    if (!read.ok) return read.answer;
    const refused = refusedAddress(c, "url", read.body.url);
    if (refused) return refused;
    const { enabled, ...rest } = read.body;
    await changeWebhook(await writing(c, known.user), known.webhook, given(rest));
    if (enabled !== undefined) await setEnabled(c, known.webhook, enabled);
    const services = c.get("services");
    services.listeners.forget(known.user.tenant);
    const now = await findWebhook(services.db, known.user.tenant, known.webhook.id);
    return now ? c.json(answered(now)) : notFound("webhook");
  })
  .delete("/v1/webhooks/:id", async (c) => {
    const known = await own(c);
    if (!known.ok) return known.answer;
    await removeWebhook(c.get("services").db, known.user.tenant, known.webhook.id);
    c.get("services").listeners.forget(known.user.tenant);
    await outbox(c, known.webhook).forget(known.user.tenant, known.webhook.id);
    return c.body(null, 204);
  })
  .post("/v1/webhooks/:id/rotate", async (c) => {
    const known = await own(c);
    if (!known.ok) return known.answer;
    const read = await readJson(c, schemas.webhookRotateSchema);
    if (!read.ok) return read.answer;
    const secret = newSecret(c.get("services").chance);
    const formerUntil = c.get("services").now() + read.body.overlapS * 1_000;
    await rotateSecret(await writing(c, known.user), known.webhook.id, secret, formerUntil);
    return c.json({ id: known.webhook.id, secret, formerUntil });
  })
  .post("/v1/webhooks/:id/test", async (c) => {
    const known = await own(c);
    if (!known.ok) return known.answer;
    const { now, chance } = c.get("services");
    const type: EventType = "webhook.test";
    const event = { id: newId("ev", now(), chance), type, at: now(), conversationId: null, by: { kind: "system" as const } };
    const taken = await outbox(c, known.webhook).take(known.user.tenant, known.webhook.id, [
      webhookEvent({ tenant: known.user.tenant, customerId: null }, event),
    ]);
    return taken.outcome === "off" ? problemAnswer("conflict", "This webhook is switched off") : c.json({ eventId: event.id }, 202);
  })
  .get("/v1/webhooks/:id/deliveries", async (c) => {
    const known = await own(c);
    if (!known.ok) return known.answer;
    const read = readQuery(c, schemas.deliveriesQuerySchema);
    return read.ok ? c.json(await outbox(c, known.webhook).log(known.user.tenant, known.webhook.id, read.body)) : read.answer;
  })
  .post("/v1/webhooks/:id/replay", async (c) => {
    const known = await own(c);
    if (!known.ok) return known.answer;
    const read = await readJson(c, schemas.webhookReplaySchema);
    if (!read.ok) return read.answer;
    const { eventId, since = 0, until = Number.MAX_SAFE_INTEGER } = read.body;
    const replayed = await outbox(c, known.webhook).replay(known.user.tenant, known.webhook.id, eventId === undefined ? { since, until } : { eventId });
    return replayed === 0 && eventId !== undefined ? notFound("delivery that is over") : c.json({ replayed }, 202);
  })
  .post("/v1/webhooks/:id/deliveries/:eventId/skip", async (c) => {
    const known = await own(c);
    if (!known.ok) return known.answer;
    const skipped = await outbox(c, known.webhook).skip(known.user.tenant, known.webhook.id, c.req.param("eventId") ?? "");
    return skipped ? c.json({ skipped: true }) : notFound("delivery that waits");
  });
