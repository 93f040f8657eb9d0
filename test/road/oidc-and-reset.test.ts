import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { type RunningProvider, startIdentityProvider } from "../support/identity-provider.ts";

type Body = Record<string, unknown>;

describe("the ways in beside the password", () => {
  let engine: RunningEngine;
  let provider: RunningProvider;
  let mailServer: Server;
  const letters: { to: string[]; mime: string }[] = [];
  let providerId: string;

  beforeAll(async () => {
    engine = await runEngine();
    provider = await startIdentityProvider(`${engine.url}/v1/sign-in/oidc/callback`);
    mailServer = createServer((request, response) => {
      let text = "";
      request.on("data", (piece: Buffer) => {
        text += piece.toString("utf8");
      });
      request.on("end", () => {
        const { recipients, mime_message } = JSON.parse(text) as { recipients: string[]; mime_message: string };
        letters.push({ to: recipients, mime: mime_message });
        response
          .setHeader("content-type", "application/json")
          .end('{"success":true,"errors":[],"messages":[],"result":{"delivered":["x"],"queued":[],"permanent_bounces":[]}}');
      });
    });
    await new Promise<void>((resolve) => mailServer.listen(0, "127.0.0.1", resolve));
    const { issuer, clientId, clientSecret } = provider;
    const made = await engine.call("POST", "/v1/identity-providers", {
      name: "Company",
      issuer,
      clientId,
      clientSecret,
      domains: ["company.example", "demo.example"],
    });
    providerId = String(made.body.id);
    expect(made.status).toBe(201);
  });
  afterAll(async () => {
    await provider.close();
    await new Promise((resolve) => mailServer.close(resolve));
    await engine.stop();
    await engine.remove();
  });

  const open = (path: string, body: Body) => engine.call("POST", path, body, { token: null });
  const person = (sub: string, email: string, email_verified = true) => provider.people.set(sub, { sub, email, email_verified, name: `Person ${sub}` });
  const begin = async () => {
    const started = await fetch(`${engine.url}/v1/sign-in/oidc/${providerId}/start`, { redirect: "manual" });
    return { href: started.headers.get("location") ?? "", cookie: started.headers.getSetCookie()[0]?.split(";")[0] ?? "" };
  };
  const back = async (href: string, cookie: string) => {
    const answer = await fetch(href, { redirect: "manual", headers: { cookie } });
    return { status: answer.status, location: answer.headers.get("location") ?? "" };
  };
  const come = async (sub: string) => {
    const { href, cookie } = await begin();
    return back(await provider.walk(href, sub), cookie);
  };
  const ticketOf = (location: string): string => /#sign-in-ticket=([\w-]+)$/.exec(location)?.[1] ?? "";

  it("by an identity provider: an agent of the same verified address comes in, once per ticket", async () => {
    const known = engine.demo.agents[0]?.email ?? "";
    person("s-1", known);
    expect((await engine.call("GET", `/v1/sign-in/providers?email=${known}`, undefined, { token: null })).body.providers).toMatchObject([
      { id: providerId, name: "Company" },
    ]);
    const { href } = await begin();
    expect(Object.fromEntries(new URL(href).searchParams)).toMatchObject({ response_type: "code", code_challenge_method: "S256", client_id: "kefu" });
    const { location } = await come("s-1");
    const ticket = ticketOf(location);
    const signedIn = await open("/v1/sign-in/ticket", { ticket });
    expect(signedIn).toMatchObject({ status: 200, body: { agent: { email: known } } });
    expect((await engine.call("GET", "/v1/me/sign-ins", undefined, { token: String(signedIn.body.token) })).body.signIns).toMatchObject([
      { method: "oidc", current: true },
    ]);
    expect((await open("/v1/sign-in/ticket", { ticket })).status).toBe(401);
  });

  it("turns away an unverified address, another domain, and who is unknown, unless the tenant wants newcomers", async () => {
    person("s-2", engine.demo.admin.email, false);
    person("s-3", "max.admin@evil.example");
    person("s-4", "new.person@company.example");
    expect((await come("s-2")).location).toMatch(/#sign-in-failed=email_not_verified$/);
    expect((await come("s-3")).location).toMatch(/#sign-in-failed=domain$/);
    expect((await come("s-4")).location).toMatch(/#sign-in-failed=unknown$/);
    await engine.call("PATCH", `/v1/identity-providers/${providerId}`, { createAgents: true, defaultTeams: ["support"] });
    const signedIn = await open("/v1/sign-in/ticket", { ticket: ticketOf((await come("s-4")).location) });
    expect(signedIn.body.agent).toMatchObject({ email: "new.person@company.example", role: "agent", teamIds: ["support"], name: "Person s-4" });
    // Linked by the provider's own id: another address later is the same person.
    person("s-4", "married.name@company.example");
    const again = await open("/v1/sign-in/ticket", { ticket: ticketOf((await come("s-4")).location) });
    expect((again.body.agent as { id: string }).id).toBe((signedIn.body.agent as { id: string }).id);
  });

  it("takes a way back only in the browser that set out, once, and unaltered", async () => {
    const { href, cookie } = await begin();
    const landed = await provider.walk(href, "s-1");
    expect((await back(landed, "kefu_oidc=another")).status).toBe(401);
    expect((await back(landed, cookie)).status).toBe(401);
    const second = await begin();
    const altered = new URL(await provider.walk(second.href, "s-1"));
    altered.searchParams.set("code", "forged");
    expect((await back(altered.href, second.cookie)).location).toMatch(/#sign-in-failed=provider$/);
    const third = await begin();
    const mixed = new URL(await provider.walk(third.href, "s-1"));
    mixed.searchParams.set("iss", "https://evil.example");
    expect((await back(mixed.href, third.cookie)).location).toMatch(/#sign-in-failed=provider$/);
  });

  it("shows no provider's secret, and an inner address is no issuer but on one's own machine", async () => {
    const listed = await engine.call("GET", "/v1/identity-providers");
    expect(JSON.stringify(listed.body)).not.toContain(provider.clientSecret);
    const body = { name: "x", clientId: "x", clientSecret: "x", domains: ["a.example"] };
    expect((await engine.call("POST", "/v1/identity-providers", { ...body, issuer: "https://169.254.169.254/" })).status).toBe(400);
    expect((await engine.call("POST", "/v1/identity-providers", { ...body, issuer: "https://idp.example.com", defaultRole: "admin" })).status).toBe(400);
  });

  it("by a new password: a link by mail, the same answer for any address, good once, and everybody else is out", async () => {
    const config = { address: "help@demo.example", name: "Demo", inboundSecret: "s".repeat(32), accountId: "acc", apiToken: "token-of-the-mail-service" };
    const account = await engine.call("POST", "/v1/channels", {
      kind: "email",
      name: "mail",
      config,
      baseUrl: `http://127.0.0.1:${(mailServer.address() as AddressInfo).port}`,
    });
    expect(account.status).toBe(201);
    const login = engine.demo.agents[1] ?? { email: "", password: "" };
    const before = await open("/v1/sign-in", login);
    const [known, unknown] = [await open("/v1/password-reset", { email: login.email }), await open("/v1/password-reset", { email: "nobody@demo.example" })];
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    const letter = await eventually(async () => letters[0], "a letter is sent");
    expect(letter.to).toEqual([login.email]);
    const body = Buffer.from(
      letter.mime
        .split(/\r?\n\r?\n/)
        .slice(1)
        .join("")
        .replace(/\s/g, ""),
      "base64",
    ).toString("utf8");
    const token = /#reset=([\w-]+)/.exec(letter.mime)?.[1] ?? /#reset=([\w-]+)/.exec(body)?.[1] ?? "";
    expect(token.length).toBeGreaterThan(30);
    expect((await open("/v1/password-reset/confirm", { token, password: "1234567890" })).status).toBe(400);
    expect((await open("/v1/password-reset/confirm", { token, password: "a newly made sentence" })).status).toBe(204);
    expect((await open("/v1/password-reset/confirm", { token, password: "another new sentence" })).status).toBe(400);
    expect((await engine.call("GET", "/v1/me", undefined, { token: String(before.body.token) })).status).toBe(401);
    expect((await open("/v1/sign-in", login)).status).toBe(401);
    expect((await open("/v1/sign-in", { ...login, password: "a newly made sentence" })).status).toBe(200);
    expect(letters).toHaveLength(1);
    const log = (await engine.call("GET", "/v1/audit?action=password.")).body.entries as { action: string }[];
    expect(log.map(({ action }) => action)).toEqual(["password.reset", "password.reset_asked"]);
  });
});
