/** Automation rules: kept, ordered, tried dry over the past, and what they did. */
import { Hono } from "hono";
import * as schemas from "../../../protocol/automation.ts";
import { newId } from "../../../protocol/ids.ts";
import { dryRun, findRule, listRules, listRuns, type Rule, removeRule, saveRule } from "../../automation/rules.ts";
import { actorOf, type User, visibleTeams } from "../../tenants/roles.ts";
import { allowed } from "../auth.ts";
import { over, readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const WEEK_MS = 7 * 24 * 3_600_000;

type Own = { ok: true; user: User; rule: Rule } | { ok: false; answer: Response };

async function own(c: HttpContext): Promise<Own> {
  const may = allowed(c, "automation:write");
  if (!may.ok) return may;
  const rule = await findRule(c.get("services").db, may.user.tenant, c.req.param("id") ?? "");
  return rule ? { ok: true, user: may.user, rule } : { ok: false, answer: notFound("rule") };
}

interface Asked {
  from?: number | undefined;
  to?: number | undefined;
  limit: number;
}

async function tried(c: HttpContext, user: User, rule: Pick<Rule, "event" | "conditions">, { from, to, limit }: Asked): Promise<Response> {
  const services = c.get("services");
  const until = to ?? services.now() + 1;
  return c.json(await dryRun(services.db, user.tenant, rule, { from: from ?? until - WEEK_MS, to: until, limit, teamIds: visibleTeams(user) }));
}

export const rules = new Hono<HttpEnv>()
  .get("/v1/automation/rules", async (c) => {
    const may = allowed(c, "automation:write");
    return may.ok ? c.json({ rules: await listRules(c.get("services").db, may.user.tenant) }) : may.answer;
  })
  .post("/v1/automation/rules", async (c) => {
    const may = allowed(c, "automation:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, schemas.ruleDraftSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const { tenant } = may.user;
    if ((await listRules(services.db, tenant)).length >= schemas.MOST_RULES)
      return problemAnswer("refused", `A tenant may have ${schemas.MOST_RULES} rules`, { reason: "too_many" });
    const id = newId("ru", services.now(), services.chance);
    await saveRule(services.db, { tenant, by: actorOf(may.user) }, id, read.body, services.now());
    services.listeners.forget(tenant);
    return c.json({ id, ...read.body }, 201);
  })
  .patch("/v1/automation/rules/:id", async (c) => {
    const known = await own(c);
    if (!known.ok) return known.answer;
    const read = await readJson(c, schemas.ruleChangeSchema);
    if (!read.ok) return read.answer;
    const { id, updatedAt: _, ...before } = known.rule;
    const services = c.get("services");
    const draft = over(before, read.body);
    await saveRule(services.db, { tenant: known.user.tenant, by: actorOf(known.user) }, id, draft, services.now());
    services.listeners.forget(known.user.tenant);
    return c.json({ id, ...draft });
  })
  .delete("/v1/automation/rules/:id", async (c) => {
    const known = await own(c);
    if (!known.ok) return known.answer;
    await removeRule(c.get("services").db, known.user.tenant, known.rule.id);
    c.get("services").listeners.forget(known.user.tenant);
    return c.body(null, 204);
  })
  .get("/v1/automation/rules/:id/runs", async (c) => {
    const known = await own(c);
    return known.ok ? c.json({ runs: await listRuns(c.get("services").db, known.user.tenant, known.rule.id) }) : known.answer;
  })
  .post("/v1/automation/rules/:id/dry-run", async (c) => {
    const known = await own(c);
    if (!known.ok) return known.answer;
    const read = await readJson(c, schemas.dryRunSchema);
    return read.ok ? tried(c, known.user, known.rule, read.body) : read.answer;
  })
  .post("/v1/automation/dry-run", async (c) => {
    const may = allowed(c, "automation:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, schemas.draftDryRunSchema);
    return read.ok ? tried(c, may.user, read.body.rule, read.body) : read.answer;
  });
