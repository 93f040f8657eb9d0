import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Authenticator } from "../support/authenticator.ts";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";

interface Login {
  email: string;
  password: string;
}
type Body = Record<string, unknown>;

describe("signing in", () => {
  let engine: RunningEngine;
  beforeAll(async () => {
    engine = await runEngine();
  });
  afterAll(async () => {
    await engine.stop();
    await engine.remove();
  });

  const open = (path: string, body: Body) => engine.call("POST", path, body, { token: null });
  const signIn = async (login: Login | undefined) => {
    const answer = await open("/v1/sign-in", { ...login });
    expect(answer.status).toBe(200);
    return { token: String(answer.body.token), refreshToken: String(answer.body.refreshToken), id: (answer.body.agent as { id: string }).id };
  };
  const as = (token: string) => (method: string, path: string, body?: Body) => engine.call(method, path, body, { token });
  /** The audit log's actions about somebody, newest first. */
  const actions = async (subject: string): Promise<string[]> => {
    const log = await engine.call("GET", `/v1/audit?subject=${subject}&limit=100`);
    return (log.body.entries as { action: string }[]).map(({ action }) => action);
  };
  const newAgent = async (name: string, more: Body = {}): Promise<Login & { id: string }> => {
    const login = { email: `${name}@doors.example`, password: `correct horse battery ${name.length}` };
    const made = await engine.call("POST", "/v1/agents", { ...login, name: "Somebody New", teamIds: ["support"], ...more });
    expect(made.status).toBe(201);
    return { ...login, id: String(made.body.id) };
  };
  const appOf = (secret: unknown) => new TOTP({ secret: Secret.fromBase32(String(secret)) });

  it("lists where one is signed in; an ended sign-in is out at once, and its socket closes", async () => {
    const login = await newAgent("places");
    const [desk, phone] = [await signIn(login), await signIn(login)];
    const list = (await as(desk.token)("GET", "/v1/me/sign-ins")).body.signIns as { id: string; current: boolean }[];
    expect(list.map(({ current }) => current).sort()).toEqual([false, true]);
    const socket = new WebSocket(`${engine.url.replace("http", "ws")}/v1/agent/socket`, ["kefu.v1", `t.${phone.token}`]);
    const closed = new Promise<number>((resolve) => socket.addEventListener("close", (event) => resolve(event.code)));
    await new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
    const other = list.find(({ current }) => !current)?.id ?? "";
    expect((await as(desk.token)("DELETE", `/v1/me/sign-ins/${other}`)).status).toBe(204);
    expect((await as(phone.token)("GET", "/v1/conversations")).status).toBe(401);
    expect(await closed).toBe(4401);
    expect((await open("/v1/sign-in/refresh", { refreshToken: phone.refreshToken })).status).toBe(401);
    expect((await as(desk.token)("GET", "/v1/conversations")).status).toBe(200);
    expect((await as(desk.token)("DELETE", `/v1/me/sign-ins/${other}`)).status).toBe(404);
    await as(desk.token)("POST", "/v1/sign-out");
    expect((await as(desk.token)("GET", "/v1/me")).status).toBe(401);
  });

  it("wants the second factor where there is one, takes each code once, and recovery codes in need", async () => {
    const login = await newAgent("factors");
    const first = await signIn(login);
    const me = as(first.token);
    const offered = await me("POST", "/v1/me/totp", {});
    expect(offered.body.uri).toMatch(/^otpauth:\/\/totp\/Kefu:factors%40doors\.example\?secret=/);
    const app = appOf(offered.body.secret);
    expect((await me("POST", "/v1/me/totp/confirm", { code: "000000" })).status).toBe(400);
    const confirmed = await me("POST", "/v1/me/totp/confirm", { code: app.generate() });
    const [recovery = ""] = confirmed.body.recoveryCodes as string[];
    expect(await me("GET", "/v1/me/factors")).toMatchObject({ body: { totp: true, recoveryCodesLeft: 10, passkeys: 0 } });

    const half = await open("/v1/sign-in", { email: login.email, password: login.password });
    expect(half).toMatchObject({ status: 401, body: { code: "second_factor", methods: ["totp", "recovery"] } });
    expect(half.body.token).toBeUndefined();
    const ticket = String(half.body.ticket);
    expect((await open("/v1/sign-in/second-factor", { ticket, code: app.generate() })).body.code).toBe("second_factor");
    const next = app.generate({ timestamp: Date.now() + 30_000 });
    expect((await open("/v1/sign-in/second-factor", { ticket, code: next })).status).toBe(200);
    expect((await open("/v1/sign-in/second-factor", { ticket, code: recovery })).status).toBe(401);

    const again = await open("/v1/sign-in", { email: login.email, password: login.password });
    expect((await open("/v1/sign-in/second-factor", { ticket: again.body.ticket, code: recovery })).status).toBe(200);
    expect(await me("GET", "/v1/me/factors")).toMatchObject({ body: { recoveryCodesLeft: 9 } });
    expect(await actions(`agent:${login.id}`)).toEqual(expect.arrayContaining(["sign_in.done", "sign_in.failed", "totp.added"]));

    expect((await engine.call("DELETE", `/v1/agents/${login.id}/factors`)).body).toEqual({ totp: true, passkeys: 0 });
    await signIn(login);
  });

  it("guesses of a second factor run into the lock-out", async () => {
    const login = await newAgent("guesses");
    const me = as((await signIn(login)).token);
    const offered = await me("POST", "/v1/me/totp", {});
    await me("POST", "/v1/me/totp/confirm", { code: appOf(offered.body.secret).generate() });
    const { body } = await open("/v1/sign-in", { email: login.email, password: login.password });
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++) statuses.push((await open("/v1/sign-in/second-factor", { ticket: body.ticket, code: `00000${n}` })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it("with a passkey needs neither password nor code", async () => {
    const login = await newAgent("passkey");
    const me = as((await signIn(login)).token);
    const device = new Authenticator(engine.url);
    const asked = await me("POST", "/v1/me/passkeys/options", {});
    const response = device.create(asked.body.options as { challenge: string });
    expect((await me("POST", "/v1/me/passkeys", { ticket: asked.body.ticket, name: "My phone", response })).status).toBe(201);
    expect((await me("POST", "/v1/me/passkeys", { ticket: asked.body.ticket, name: "Again", response })).status).toBe(400);
    const tryIn = async (change: (options: { challenge: string; rpId: string }) => Body) => {
      const begun = await open("/v1/sign-in/passkey/options", {});
      return open("/v1/sign-in/passkey", { ticket: begun.body.ticket, response: change(begun.body.options as { challenge: string; rpId: string }) });
    };
    expect(await tryIn((options) => device.get(options))).toMatchObject({ status: 200, body: { agent: { id: login.id } } });
    expect((await tryIn((options) => device.get(options, false))).status).toBe(401);
    expect((await tryIn((options) => device.get({ ...options, challenge: "b3RoZXI" }))).status).toBe(401);
    expect((await tryIn((options) => device.get({ ...options, rpId: "evil.example" }))).status).toBe(401);
    expect((await tryIn((options) => new Authenticator(engine.url).get(options))).status).toBe(401);
    const { counter } = device;
    device.counter = 0;
    expect((await tryIn((options) => device.get(options))).status).toBe(401);
    device.counter = counter;
    const elsewhere = new Authenticator("https://evil.example");
    const other = await me("POST", "/v1/me/passkeys/options", {});
    expect(
      (await me("POST", "/v1/me/passkeys", { ticket: other.body.ticket, name: "x", response: elsewhere.create(other.body.options as { challenge: string }) }))
        .status,
    ).toBe(400);
    const [key] = (await me("GET", "/v1/me/passkeys")).body.passkeys as { id: string; lastUsedAt: number }[];
    expect(key?.lastUsedAt).toBeGreaterThan(0);
    expect((await me("DELETE", `/v1/me/passkeys/${key?.id}`)).status).toBe(204);
    expect((await tryIn((options) => device.get(options))).status).toBe(401);
  });

  it("changes a password only for who knows it, and ends the other sign-ins", async () => {
    const login = await newAgent("password");
    const [here, there] = [await signIn(login), await signIn(login)];
    const change = (body: Body) => as(here.token)("POST", "/v1/me/password", body);
    expect(await change({ current: "not this one", next: "a wholly new sentence" })).toMatchObject({ status: 403, body: { code: "reauthenticate" } });
    expect((await change({ current: login.password, next: "1234567890" })).status).toBe(400);
    expect((await change({ current: login.password, next: "a wholly new sentence" })).body).toEqual({ signedOut: 1 });
    expect((await as(there.token)("GET", "/v1/me")).status).toBe(401);
    expect((await as(here.token)("GET", "/v1/me")).status).toBe(200);
    expect((await open("/v1/sign-in", { email: login.email, password: login.password })).status).toBe(401);
    await signIn({ ...login, password: "a wholly new sentence" });
  });

  it("locks an address after five failures, known or not, and the log says so without a word of the password", async () => {
    const login = await newAgent("locked");
    for (const email of [login.email, "nobody@doors.example"]) {
      const statuses: number[] = [];
      for (let n = 0; n < 6; n++) statuses.push((await open("/v1/sign-in", { email, password: "Guess-Number-One" })).status);
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    }
    expect((await actions(`agent:${login.id}`)).filter((action) => action === "sign_in.failed")).toHaveLength(5);
    const log = await engine.call("GET", "/v1/audit?limit=1000");
    expect(JSON.stringify(log.body)).not.toContain("Guess-Number-One");
  });

  it("lets nobody rise above themselves or touch who stands higher", async () => {
    const supervisor = as((await signIn(engine.demo.supervisor)).token);
    const admin = (await supervisor("GET", "/v1/agents")).body.agents as { id: string; role: string; email: string }[];
    const idOf = (role: string) => admin.find((agent) => agent.role === role)?.id ?? "";
    const boss = { name: "Boss", email: "boss@doors.example", password: "a boss by stealth", role: "admin" };
    expect((await supervisor("POST", "/v1/agents", boss)).status).toBe(403);
    expect((await supervisor("POST", "/v1/agents", { ...boss, role: "agent", teamIds: ["another-team"] })).status).toBe(403);
    for (const change of [{ role: "admin" }, { password: "a boss by stealth" }, { disabled: true }])
      expect((await supervisor("PATCH", `/v1/agents/${idOf("admin")}`, change)).status).toBe(403);
    expect((await supervisor("PATCH", `/v1/agents/${idOf("supervisor")}`, { role: "admin" })).status).toBe(403);
    expect((await supervisor("DELETE", `/v1/agents/${idOf("admin")}/sign-ins`)).status).toBe(403);
    expect((await supervisor("DELETE", `/v1/agents/${idOf("admin")}/factors`)).status).toBe(403);
    const narrow = await engine.call("POST", "/v1/keys", { name: "keys only", scopes: ["keys:write"] });
    const rise = await engine.call("POST", "/v1/keys", { name: "all", scopes: ["*"] }, { token: String(narrow.body.key) });
    expect(rise).toMatchObject({ status: 403, body: { code: "forbidden", field: "scopes" } });
  });

  it("takes a role away within seconds, and a disabled agent at once", async () => {
    const login = await newAgent("demoted", { role: "supervisor" });
    const me = as((await signIn(login)).token);
    expect((await me("GET", "/v1/reports/live")).status).toBe(200);
    await engine.call("PATCH", `/v1/agents/${login.id}`, { role: "agent" });
    expect((await me("GET", "/v1/reports/live")).status).toBe(403);
    await engine.call("PATCH", `/v1/agents/${login.id}`, { disabled: true });
    expect((await me("GET", "/v1/me")).status).toBe(401);
    expect((await open("/v1/sign-in", { email: login.email, password: login.password })).status).toBe(401);
  });
  it("by key: keys are shown once, say when they were used, and are replaced without a gap", async () => {
    const made = await engine.call("POST", "/v1/keys", { name: "shop", scopes: ["orders:read"] }, { headers: { "idempotency-key": "once" } });
    const [id, key] = [String(made.body.id), String(made.body.key)];
    expect((await engine.call("POST", "/v1/keys", { name: "shop", scopes: ["orders:read"] }, { headers: { "idempotency-key": "once" } })).body).toEqual(
      made.body,
    );
    const use = (token: string) => engine.call("GET", "/v1/orders?tail=1234", undefined, { token }).then(({ status }) => status);
    expect(await use(key)).toBe(200);
    expect((await engine.call("GET", "/v1/conversations", undefined, { token: key })).status).toBe(403);
    const listed = async () =>
      ((await engine.call("GET", "/v1/keys")).body.keys as { id: string; lastUsedAt: number | null; expiresAt: number | null }[]).find((one) => one.id === id);
    await eventually(async () => (await listed())?.lastUsedAt, "the use is noted");
    expect(JSON.stringify(await listed())).not.toContain(key);
    const rotated = await engine.call("POST", `/v1/keys/${id}/rotate`, { graceS: 3_600 });
    expect([await use(key), await use(String(rotated.body.key))]).toEqual([200, 200]);
    expect((await listed())?.expiresAt).toBe(rotated.body.oldEndsAt);
    const now = await engine.call("POST", `/v1/keys/${id}/rotate`, { graceS: 0 });
    expect(await use(key)).toBe(401);
    expect((await engine.call("DELETE", `/v1/keys/${String(now.body.id)}`)).status).toBe(204);
    expect(await use(String(now.body.key))).toBe(401);
    const { readFile, readdir } = await import("node:fs/promises");
    const files = (await readdir(engine.dataDir, { recursive: true })).filter((file) => file.endsWith(".sqlite") || file.endsWith("-wal"));
    const stores = await Promise.all(files.map((file) => readFile(`${engine.dataDir}/${file}`)));
    expect(files.length).toBeGreaterThan(0);
    expect(stores.filter((bytes) => bytes.includes(key))).toEqual([]);
  });
});
