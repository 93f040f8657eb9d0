/** A team's line, opening hours and forecasts, and how a visitor wants to wait. */
import { Hono } from "hono";
import { z } from "zod";
import * as api from "../../../protocol/api.ts";
import type { AtRiskAnswer } from "../../../protocol/at-risk.ts";
import { wishCallBack } from "../../pipeline/call-back.ts";
import { targetsAtRisk } from "../../pipeline/targets-at-risk.ts";
import { listTeams } from "../../tenants/people.ts";
import { maySeeTeam, type User } from "../../tenants/roles.ts";
import { allowed, askingVisitor } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { changing } from "../conversation-change.ts";
import { notFound, problemAnswer } from "../problems.ts";

const DAY_MS = 24 * 3_600_000;

export const waitingWishSchema = z.object({
  conversationId: z.string().min(1).max(100),
  /** `callback` = write to me when it is my turn; `message` = my message is enough, answer when there is time. */
  wish: z.enum(["stay", "callback", "message"]),
  /** With `callback`: where, if not on this channel. With a number an agent calls; an address gets a letter when the page is left. */
  contact: z
    .object({
      phone: z
        .string()
        .trim()
        .regex(/^\+?[0-9][0-9 ()-]{4,24}$/, "A telephone number")
        .optional(),
      email: z.email().max(320).optional(),
    })
    .optional(),
});

const waitsNowhere = (): Response => problemAnswer("conflict", "This conversation does not wait in a line");

/** The team of the address, if there is one and it is shown to this person. */
async function knownTeam(c: HttpContext, user: User): Promise<string | null> {
  const id = c.req.param("id") ?? "";
  return maySeeTeam(user, id) && (await listTeams(c.get("services").db, user.tenant)).some((team) => team.id === id) ? id : null;
}

export const queueing = new Hono<HttpEnv>()
  .get("/v1/teams/:id/opening", async (c) => {
    const may = allowed(c, "team:read");
    if (!may.ok) return may.answer;
    const { tenant } = may.user;
    const id = await knownTeam(c, may.user);
    const services = c.get("services");
    return id ? c.json(await services.queue(tenant, id).opening(tenant, id, services.now())) : notFound("team");
  })
  .get("/v1/teams/:id/queue", async (c) => {
    const may = allowed(c, "team:read");
    if (!may.ok) return may.answer;
    const { tenant } = may.user;
    const id = await knownTeam(c, may.user);
    return id ? c.json(await c.get("services").queue(tenant, id).snapshot(tenant, id)) : notFound("team");
  })
  .get("/v1/teams/:id/at-risk", async (c) => {
    const may = allowed(c, "team:read");
    if (!may.ok) return may.answer;
    const id = await knownTeam(c, may.user);
    const services = c.get("services");
    if (!id) return notFound("team");
    const answer: AtRiskAnswer = { at: services.now(), conversations: await targetsAtRisk(services, may.user.tenant, id, "people") };
    return c.json(answer);
  })
  .get("/v1/teams/:id/forecast", async (c) => {
    const may = allowed(c, "team:read");
    if (!may.ok) return may.answer;
    const { tenant } = may.user;
    const id = await knownTeam(c, may.user);
    const services = c.get("services");
    return id ? c.json(await services.queue(tenant, id).forecast(tenant, id, services.now())) : notFound("team");
  })
  .get("/v1/teams/:id/forecast/history", async (c) => {
    const may = allowed(c, "team:read");
    if (!may.ok) return may.answer;
    const { tenant } = may.user;
    const id = await knownTeam(c, may.user);
    if (!id) return notFound("team");
    const services = c.get("services");
    const since = Number(c.req.query("since") ?? services.now() - DAY_MS);
    if (!Number.isFinite(since)) return problemAnswer("invalid", "Give since as epoch milliseconds", { field: "since" });
    return c.json({ halfHours: await services.queue(tenant, id).forecastHistory(tenant, id, since) });
  })
  .post("/v1/visitor/queue", async (c) => {
    const may = askingVisitor(c);
    if (!may.ok) return may.answer;
    const read = await readJson(c, waitingWishSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const { tenant, customerId } = may.user;
    const { conversationId, wish } = read.body;
    const view = await services.session(tenant, customerId).conversation({ tenant, customerId }, conversationId, { limit: 1 });
    if (!view || "outcome" in view) return notFound("conversation");
    const { owner } = view.conversation;
    const noted =
      owner.kind === "queue" ? await services.queue(tenant, owner.teamId).wish(tenant, owner.teamId, conversationId, wish) : { outcome: "gone" as const };
    if (noted.outcome !== "noted") return waitsNowhere();
    const change = await wishCallBack(services, may.user, view.conversation, wish === "callback" ? (read.body.contact ?? {}) : null);
    if (change.outcome === "changed") return c.json({ wish, place: noted.place });
    return change.outcome === "unavailable" ? problemAnswer("unavailable", change.detail, {}, { "retry-after": "2" }) : waitsNowhere();
  })
  .post(
    "/v1/conversations/:id/called-back",
    changing(api.calledBackSchema, ({ reached }) => ({ change: { change: "called_back", reached } })),
  );
