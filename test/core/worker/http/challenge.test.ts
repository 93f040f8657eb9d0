import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import type { HttpEnv } from "../../../../worker/http/context.ts";
import { visitors } from "../../../../worker/http/routes/visitors.ts";
import type { Services } from "../../../../worker/services.ts";

const TURNSTILE = { siteKey: "site", secret: "secret of the operator", verifyUrl: "https://challenges.example/siteverify" };

/** A door whose Turnstile takes the answer `good` once, as the real one does. */
function doorWith(turnstile: Services["turnstile"], verify?: () => Response) {
  const asked: { url: string; form: Record<string, string> }[] = [];
  const spent = new Set<string>();
  const fetched = (url: string, init: RequestInit): Promise<Response> => {
    const form = Object.fromEntries(new URLSearchParams(String(init.body)));
    asked.push({ url, form });
    const answer = form.response ?? "";
    const success = answer.startsWith("good") && !spent.has(answer) && form.secret === TURNSTILE.secret;
    spent.add(answer);
    return Promise.resolve(verify?.() ?? Response.json({ success, "error-codes": success ? [] : ["invalid-input-response"] }));
  };
  const services = {
    turnstile,
    tenants: { get: () => Promise.resolve({ look: "found", value: { id: "shop", name: "Shop", settings: { widgetOrigins: [] } } }) },
    secrets: { auth: "a secret for tokens that is long enough" },
    fetch: fetched,
    localMode: false,
    now: () => 1_700_000_000_000,
    chance: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
  } as unknown as Services;
  const app = new Hono<HttpEnv>()
    .use(async (c, next) => {
      c.set("services", services);
      c.set("principal", null);
      await next();
    })
    .route("/", visitors);
  const come = async (body: Record<string, unknown> = {}) => {
    const headers = { "content-type": "application/json", "cf-connecting-ip": "203.0.113.7" };
    const answer = await app.request("/v1/visitor/token", { method: "POST", headers, body: JSON.stringify({ tenant: "shop", ...body }) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { come, asked };
}

describe("the visitor's door with Turnstile", () => {
  it("asks nobody anything where it is not set up", async () => {
    const { come, asked } = doorWith(null);
    expect((await come()).status).toBe(200);
    expect((await come({ challenge: "whatever" })).status).toBe(200);
    expect(asked).toEqual([]);
  });

  it("tells a newcomer what is asked, and lets in whoever passed, once", async () => {
    const { come, asked } = doorWith(TURNSTILE);
    expect(await come()).toMatchObject({ status: 403, body: { code: "forbidden", reason: "challenge", siteKey: "site" } });
    expect(asked).toEqual([]);
    expect(await come({ challenge: "bad" })).toMatchObject({ status: 403, body: { reason: "challenge" } });
    const issued = await come({ challenge: "good" });
    expect(issued.status).toBe(200);
    expect(asked.at(-1)).toEqual({ url: TURNSTILE.verifyUrl, form: { secret: TURNSTILE.secret, response: "good", remoteip: "203.0.113.7" } });
    expect((await come({ challenge: "good" })).status).toBe(403);
    // Who was here before is not asked again.
    const before = asked.length;
    expect((await come({ token: issued.body.token })).body.customerId).toBe(issued.body.customerId);
    expect(asked).toHaveLength(before);
    expect((await come({ token: `${String(issued.body.token)}x` })).status).toBe(403);
  });

  it.each([
    ["fails", () => new Response("no", { status: 500 })],
    ["sends them elsewhere", () => new Response(null, { status: 302, headers: { location: "http://127.0.0.1/" } })],
    ["answers something else", () => Response.json({ verdict: "fine" })],
  ])("shuts no customer out when Turnstile %s, but still wants an answer", async (_what, verify) => {
    const { come } = doorWith(TURNSTILE, verify);
    expect((await come({ challenge: "good" })).status).toBe(200);
    expect((await come()).status).toBe(403);
  });
});
