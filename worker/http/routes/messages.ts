/** POST /v1/message and POST /v1/understand. */
import { Hono } from "hono";
import { inboundMessageSchema, understandSchema } from "../../../protocol/api.ts";
import { customerIdOf, newId } from "../../../protocol/ids.ts";
import type { Identity, Part } from "../../../protocol/message.ts";
import { canonicalIdentity } from "../../identity/match-rules.ts";
import { resolveCustomer } from "../../identity/resolve.ts";
import { understandingSkills } from "../../intent/skills.ts";
import { understand } from "../../intent/understand.ts";
import { recordEvent } from "../../pipeline/record-event.ts";
import { allowed } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { problemAnswer } from "../problems.ts";

const API_ACCOUNT = "api";

export const messages = new Hono<HttpEnv>()
  .post("/v1/message", async (c) => {
    const may = allowed(c, "messages:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, inboundMessageSchema);
    if (!read.ok) return read.answer;
    const { from, text, parts, externalId, teamId, at } = read.body;
    const services = c.get("services");
    const { tenant } = may.user;
    const identities = identitiesOf(from);
    const customerId = await resolveCustomer(tenant, identities, services.customerIds);
    const now = services.now();
    const turnId = newId("tn", now, services.chance);
    const words: Part[] = parts ?? [{ type: "text", text: text ?? "" }];
    const key = externalId ?? c.req.header("idempotency-key")?.slice(0, 200) ?? turnId;
    const taken = await recordEvent(services, {
      tenant,
      customerId,
      // Two senders may use the same external id.
      key: `${from.id}\n${key}`,
      channel: { kind: "api", accountId: API_ACCOUNT },
      thread: from.id,
      identities,
      ...(from.name === undefined ? {} : { name: from.name }),
      ...(teamId === undefined ? {} : { teamId }),
      at: now,
      ...(at === undefined ? {} : { providerAt: at }),
      event: { type: "message", turnId, parts: words, providerId: key },
    });
    switch (taken.taken) {
      case "stored": {
        const { conversationId, seq, duplicate, storedIn } = taken;
        return c.json({ messageId: taken.turnId, customerId: taken.customerId, conversationId, seq, duplicate, storedIn }, 202);
      }
      case "refused":
        return problemAnswer(taken.code === "too_large" ? "too_large" : "refused", taken.detail, { reason: taken.code });
      case "unavailable":
        return problemAnswer("unavailable", taken.detail, {}, { "retry-after": "2" });
      default:
        return taken satisfies never;
    }
  })
  .post("/v1/understand", async (c) => {
    const may = allowed(c, "understand");
    if (!may.ok) return may.answer;
    const read = await readJson(c, understandSchema);
    if (!read.ok) return read.answer;
    return c.json(await understand(read.body.text, read.body.context, understandingSkills(c.get("services"), may.user.tenant)));
  });

/** What the host claims about its user: the id is its own word; phone and mail are claims until something verifies them. */
function identitiesOf(from: { id: string; phone?: string | undefined; email?: string | undefined }): [Identity, ...Identity[]] {
  const claims: Identity[] = [];
  if (from.phone !== undefined) claims.push({ kind: "phone", scope: "", value: from.phone, verified: false });
  if (from.email !== undefined) claims.push({ kind: "email", scope: "", value: from.email, verified: false });
  return [{ kind: "api_user", scope: "", value: from.id, verified: true }, ...claims.flatMap((claim) => canonicalIdentity(claim) ?? [])];
}

export const apiCustomerId = (tenant: string, id: string): Promise<string> => customerIdOf(tenant, { kind: "api_user", scope: "", value: id });
