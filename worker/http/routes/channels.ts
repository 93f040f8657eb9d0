/** Channel accounts: set up, shown without their secrets, changed, removed. */
import { Hono } from "hono";
import { channelChangeSchema, channelDraftSchema } from "../../../protocol/api.ts";
import { maskSecrets } from "../../channels/registry.ts";
import { addAccount, type ChannelAccount, changeAccount, listAccounts, loadAccount, removeAccount, shownAccount } from "../../pipeline/channel-accounts.ts";
import type { User } from "../../tenants/roles.ts";
import { originOf, refusedAddress } from "../addresses.ts";
import { noteChange } from "../audited.ts";
import { allowed } from "../auth.ts";
import { given, readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

/** Without the webhook's address, whose last part is a secret. */
const loggedAccount = ({ kind, name, baseUrl, teamId, rawConfig }: ChannelAccount) => ({ kind, name, baseUrl, teamId, config: maskSecrets(kind, rawConfig) });

async function own(c: HttpContext, user: User): Promise<ChannelAccount | null> {
  const looked = await c.get("services").accounts.find(c.req.param("id") ?? "");
  return looked.look === "found" && looked.account.tenant === user.tenant ? looked.account : null;
}

export const channels = new Hono<HttpEnv>()
  .get("/v1/channels", async (c) => {
    const may = allowed(c, "channels:read");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const rows = await listAccounts(services.db, may.user.tenant);
    const [health, ...opened] = await Promise.all([services.channelHealth.of(rows.map(({ id }) => id)), ...rows.map((row) => services.accounts.open(row))]);
    return c.json({
      channels: opened.flatMap((looked) => (looked.look === "found" ? [shownAccount(looked.account, originOf(c), health.get(looked.account.id))] : [])),
    });
  })
  .post("/v1/channels", async (c) => {
    const may = allowed(c, "channels:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, channelDraftSchema);
    if (!read.ok) return read.answer;
    const refused = refusedAddress(c, "baseUrl", read.body.baseUrl);
    if (refused) return refused;
    const services = c.get("services");
    const saved = await addAccount(services.db, await services.keyring(), may.user.tenant, read.body, services.now(), services.chance);
    if (!saved.ok) return problemAnswer("invalid", `${saved.field}: ${saved.detail}`, { field: saved.field });
    services.accounts.forget(saved.id);
    const looked = await services.accounts.find(saved.id);
    if (looked.look !== "found") return problemAnswer("internal", "The account was stored but cannot be opened");
    noteChange(c, { after: loggedAccount(looked.account) });
    return c.json(shownAccount(looked.account, originOf(c)), 201);
  })
  .get("/v1/channels/:id", async (c) => {
    const may = allowed(c, "channels:read");
    if (!may.ok) return may.answer;
    const account = await own(c, may.user);
    if (!account) return notFound("channel");
    // States are said by the platform and by sending, behind the back of what this isolate remembers.
    const [fresh, health] = await Promise.all([loadAccount(c.get("services").db, account.id), c.get("services").channelHealth.of([account.id])]);
    const said = fresh ? { state: fresh.state, stateDetail: fresh.stateDetail } : {};
    return c.json(shownAccount({ ...account, ...said }, originOf(c), health.get(account.id)));
  })
  .patch("/v1/channels/:id", async (c) => {
    const may = allowed(c, "channels:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, channelChangeSchema);
    if (!read.ok) return read.answer;
    const refused = refusedAddress(c, "baseUrl", read.body.baseUrl);
    if (refused) return refused;
    const account = await own(c, may.user);
    if (!account) return notFound("channel");
    const services = c.get("services");
    const saved = await changeAccount(services.db, await services.keyring(), account, given(read.body), services.now(), services.chance);
    if (!saved.ok) return problemAnswer("invalid", `${saved.field}: ${saved.detail}`, { field: saved.field });
    services.accounts.forget(account.id);
    const looked = await services.accounts.find(account.id);
    if (looked.look !== "found") return notFound("channel");
    noteChange(c, { before: loggedAccount(account), after: loggedAccount(looked.account) });
    return c.json(shownAccount(looked.account, originOf(c)));
  })
  .delete("/v1/channels/:id", async (c) => {
    const may = allowed(c, "channels:write");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const removed = await removeAccount(services.db, may.user.tenant, c.req.param("id"), services.now());
    services.accounts.forget(c.req.param("id"));
    return removed ? c.body(null, 204) : notFound("channel");
  });
