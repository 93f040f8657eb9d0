/** Channel accounts: set up, shown without their secrets, changed, removed. */
import { Hono } from "hono";
import { channelChangeSchema, channelDraftSchema } from "../../../protocol/api.ts";
import { maskSecrets } from "../../channels/registry.ts";
import {
  addAccount,
  type ChannelAccount,
  changeAccount,
  listAccounts,
  loadAccount,
  removeAccount,
  type Saved,
  shownAccount,
} from "../../pipeline/channel-accounts.ts";
import type { User } from "../../tenants/roles.ts";
import { originOf, refusedAddress } from "../addresses.ts";
import { noteChange } from "../audited.ts";
import { allowed } from "../auth.ts";
import { given, readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

/** Without the webhook's address, whose last part is a secret. */
const loggedAccount = ({ kind, name, baseUrl, teamId, rawConfig }: ChannelAccount) => ({ kind, name, baseUrl, teamId, config: maskSecrets(kind, rawConfig) });

type Own = { ok: true; account: ChannelAccount } | { ok: false; answer: Response };

async function own(c: HttpContext, user: User): Promise<Own> {
  const looked = await c.get("services").accounts.find(c.req.param("id") ?? "");
  if (looked.look === "unreachable") return { ok: false, answer: unreachable("Channels cannot be looked up just now") };
  if (looked.look !== "found" || looked.account.tenant !== user.tenant) return { ok: false, answer: notFound("channel") };
  return { ok: true, account: looked.account };
}

function unsaved(saved: Exclude<Saved, { saved: "yes" }>): Response {
  switch (saved.saved) {
    case "gone":
      return notFound("channel");
    case "unreachable":
      return unreachable("Channels cannot be stored just now");
    case "no":
      return problemAnswer("invalid", `${saved.field}: ${saved.detail}`, { field: saved.field });
    default:
      return saved satisfies never;
  }
}

function unreachable(detail: string): Response {
  return problemAnswer("unavailable", detail, {}, { "retry-after": "2" });
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
    if (saved.saved !== "yes") return unsaved(saved);
    services.accounts.forget(saved.account.id);
    noteChange(c, { after: loggedAccount(saved.account) });
    return c.json(shownAccount(saved.account, originOf(c)), 201);
  })
  .get("/v1/channels/:id", async (c) => {
    const may = allowed(c, "channels:read");
    if (!may.ok) return may.answer;
    const found = await own(c, may.user);
    if (!found.ok) return found.answer;
    const { account } = found;
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
    const found = await own(c, may.user);
    if (!found.ok) return found.answer;
    const { account } = found;
    const services = c.get("services");
    const saved = await changeAccount(services.db, await services.keyring(), account, given(read.body), services.now(), services.chance);
    services.accounts.forget(account.id);
    if (saved.saved !== "yes") return unsaved(saved);
    noteChange(c, { before: loggedAccount(account), after: loggedAccount(saved.account) });
    return c.json(shownAccount(saved.account, originOf(c)));
  })
  .delete("/v1/channels/:id", async (c) => {
    const may = allowed(c, "channels:write");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const removed = await removeAccount(services.db, may.user.tenant, c.req.param("id"), services.now());
    services.accounts.forget(c.req.param("id"));
    return removed === "removed" ? c.body(null, 204) : unsaved({ saved: removed });
  });
