/** Customers: found by an identity, seen whole, joined and parted. */
import { Hono } from "hono";
import { mergeSchema, unmergeSchema } from "../../../protocol/api.ts";
import { isCustomerId } from "../../../protocol/ids.ts";
import { askCustomer } from "../../pipeline/customers.ts";
import { mergeCustomers, unmergeCustomer } from "../../pipeline/merge.ts";
import { actorOf, maySee, type User } from "../../tenants/roles.ts";
import { allowed } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";
import { apiCustomerId } from "./messages.ts";

const MOST_CONVERSATIONS = 50;

/** The customer is the tenant's; of the conversations those that this person may see. */
async function view(c: HttpContext, user: User, customerId: string): Promise<Response> {
  const { tenant } = user;
  const cursor = c.req.query("cursor");
  const conversations = Math.min(MOST_CONVERSATIONS, Math.max(1, Number(c.req.query("limit") ?? 10) || 10));
  const query = { conversations, ...(cursor === undefined ? {} : { cursor }) };
  const { answer, address } = await askCustomer(c.get("services"), { tenant, customerId }, (session, at) => session.view(at, query));
  if (!answer) return notFound("customer");
  return c.json({ ...answer, conversations: answer.conversations.filter((conversation) => maySee(user, conversation)), id: address.customerId });
}

export const customers = new Hono<HttpEnv>()
  .get("/v1/customers", async (c) => {
    const may = allowed(c, "customers:read");
    if (!may.ok) return may.answer;
    const { tenant } = may.user;
    const asked = /^([a-z_]+):(.+)$/.exec(c.req.query("identity") ?? "");
    if (!asked?.[1] || !asked[2]) return problemAnswer("invalid", "identity: give kind:value", { field: "identity" });
    const [, kind, value] = asked;
    const sql = "SELECT customer_id AS customerId FROM identities WHERE tenant = ?1 AND kind = ?2 AND value = ?3 ORDER BY verified DESC LIMIT 1";
    const known = await c.get("services").db.prepare(sql).bind(tenant, kind, value).first<{ customerId: string }>();
    // The read model may lag; an identity of the API is derived.
    return view(c, may.user, known?.customerId ?? (kind === "api_user" ? await apiCustomerId(tenant, value) : "cu_"));
  })
  .get("/v1/customers/:id", async (c) => {
    const may = allowed(c, "customers:read");
    if (!may.ok) return may.answer;
    const id = c.req.param("id");
    return isCustomerId(id) ? view(c, may.user, id) : notFound("customer");
  })
  .post("/v1/customers/:id/merge", async (c) => {
    const may = allowed(c, "customers:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, mergeSchema);
    if (!read.ok) return read.answer;
    const { id } = c.req.param();
    if (!isCustomerId(id) || !isCustomerId(read.body.other)) return notFound("customer");
    const merged = await mergeCustomers(c.get("services"), may.user.tenant, [id, read.body.other], actorOf(may.user), "by hand");
    if (merged.outcome === "refused")
      return merged.code === "not_found" ? notFound("customer") : problemAnswer("conflict", merged.detail, { reason: merged.code });
    return c.json({ customerId: merged.survivor, graft: merged.graft });
  })
  .post("/v1/customers/:id/unmerge", async (c) => {
    const may = allowed(c, "customers:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, unmergeSchema);
    if (!read.ok) return read.answer;
    const { id } = c.req.param();
    if (!isCustomerId(id)) return notFound("customer");
    const parted = await unmergeCustomer(c.get("services"), { tenant: may.user.tenant, customerId: id }, read.body.graft);
    if (parted.outcome === "refused")
      return parted.code === "not_found" ? notFound("graft") : problemAnswer("conflict", parted.detail, { reason: parted.code });
    return c.json({ customerId: id, restored: parted.from });
  });
