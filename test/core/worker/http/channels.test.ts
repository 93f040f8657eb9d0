import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import type { HttpEnv } from "../../../../worker/http/context.ts";
import { channels } from "../../../../worker/http/routes/channels.ts";
import { ChannelAccounts, loadAccount } from "../../../../worker/pipeline/channel-accounts.ts";
import type { Services } from "../../../../worker/services.ts";
import { LastKnown } from "../../../../worker/tenants/last-known.ts";
import type { KeyPrincipal } from "../../../../worker/tenants/roles.ts";
import { keyringOf } from "../../../../worker/tenants/secrets.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const SECRETS_KEY = Buffer.alloc(32, 7).toString("base64");
const WEB = { kind: "web", name: "Shop window", config: { identitySecret: "a secret of the shop that is long enough" } };
const keyOf = (tenant: string): KeyPrincipal => ({ kind: "key", tenant, keyId: "ky_1", name: "key", scopes: ["*"], rate: null });

/** The routes over a table whose looks at accounts can be made to fail, with nothing to fall back on. */
function doorOver(db: D1Database) {
  let reads = true;
  let now = 1_700_000_000_000;
  const rows = new LastKnown({
    name: "account",
    most: 10,
    copies: { get: async () => null, put: async () => undefined, delete: async () => undefined },
    load: (id) => loadAccount(db, id),
    guarded: async (read) => (reads ? { ok: true, value: await read() } : { ok: false }),
    now: () => now,
    later: () => undefined,
  });
  const keyring = () => keyringOf(SECRETS_KEY);
  const services = {
    db,
    keyring,
    accounts: new ChannelAccounts(rows, keyring),
    channelHealth: { of: async () => new Map() },
    origin: { public: "https://desk.example" },
    localMode: false,
    now: () => ++now,
    chance: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
  } as unknown as Services;
  const ask = async (method: string, path: string, body?: unknown, tenant = "shop") => {
    const app = new Hono<HttpEnv>()
      .use(async (c, next) => {
        c.set("services", services);
        c.set("principal", keyOf(tenant));
        await next();
      })
      .route("/", channels);
    const headers = { "content-type": "application/json" };
    const answer = await app.request(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return {
      status: answer.status,
      type: answer.headers.get("content-type"),
      retry: answer.headers.get("retry-after"),
      body: (await answer.json()) as { id: string },
    };
  };
  return { ask, breakReads: () => (reads = false), mendReads: () => (reads = true) };
}

describe("channel accounts while their table cannot be read", () => {
  it("are added and changed all the same, once, and shown as they are stored", async () => {
    const { ask, breakReads, mendReads } = doorOver(sqliteD1());
    breakReads();
    const added = await ask("POST", "/v1/channels", WEB);
    expect(added).toMatchObject({ status: 201, body: { kind: "web", name: "Shop window" } });
    mendReads();
    expect((await ask("GET", `/v1/channels/${added.body.id}`)).body).toEqual(added.body);
    const changed = await ask("PATCH", `/v1/channels/${added.body.id}`, { name: "Shop door" });
    expect(changed).toMatchObject({ status: 200, body: { ...added.body, name: "Shop door" } });
    const { body } = await ask("GET", "/v1/channels");
    expect(body).toEqual({ channels: [changed.body] });
  });

  it("are out of reach, not missing", async () => {
    const { ask, breakReads } = doorOver(sqliteD1());
    breakReads();
    const unavailable = { status: 503, type: "application/problem+json; charset=utf-8", retry: "2", body: { code: "unavailable" } };
    expect(await ask("GET", "/v1/channels/ch_1")).toMatchObject(unavailable);
    expect(await ask("PATCH", "/v1/channels/ch_1", { name: "x" })).toMatchObject(unavailable);
  });

  it("are stored later when the table takes no write, and nothing of the attempt is left", async () => {
    const db = sqliteD1();
    let writes = true;
    const failing = new Proxy(db, {
      get(of, name) {
        if (name === "prepare")
          return (sql: string) => {
            if (!writes && !sql.startsWith("SELECT"))
              return { bind: () => ({ run: () => Promise.reject(new Error("D1")), first: () => Promise.reject(new Error("D1")) }) };
            return of.prepare(sql);
          };
        return Reflect.get(of, name, of) as unknown;
      },
    });
    const { ask } = doorOver(failing);
    const unavailable = { status: 503, type: "application/problem+json; charset=utf-8", retry: "2", body: { code: "unavailable" } };
    writes = false;
    expect(await ask("POST", "/v1/channels", WEB)).toMatchObject(unavailable);
    writes = true;
    expect((await ask("GET", "/v1/channels")).body).toEqual({ channels: [] });
    const { body } = await ask("POST", "/v1/channels", WEB);
    writes = false;
    expect(await ask("PATCH", `/v1/channels/${body.id}`, { name: "x" })).toMatchObject(unavailable);
    expect(await ask("DELETE", `/v1/channels/${body.id}`)).toMatchObject(unavailable);
    writes = true;
    expect((await ask("GET", `/v1/channels/${body.id}`)).body).toMatchObject({ name: "Shop window" });
  });

  it("stay another tenant's secret", async () => {
    const { ask } = doorOver(sqliteD1());
    const { status, body } = await ask("POST", "/v1/channels", WEB);
    expect(status).toBe(201);
    expect((await ask("GET", `/v1/channels/${body.id}`, undefined, "other")).status).toBe(404);
    expect((await ask("PATCH", `/v1/channels/${body.id}`, { name: "x" }, "other")).status).toBe(404);
  });
});
