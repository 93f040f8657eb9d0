import { afterAll, beforeAll, expect, it } from "vitest";
import { openTab } from "../support/agent-socket.ts";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { hostToken } from "../support/host-token.ts";

const APP_SECRET = "the app's own secret, of 32 bytes and more";

let engine: RunningEngine;
beforeAll(async () => {
  engine = await runEngine();
}, 90_000);
afterAll(async () => {
  await engine?.stop();
  await engine?.remove();
});

it("a visitor who signs in is one human with what was said before, under the name the host gives", async () => {
  const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null });
  const nameless = await openTab(engine.url, "/v1/visitor/socket?since=0", String(issued.body.token));
  nameless.send({ t: "send", cid: "a-1", parts: [{ type: "text", text: "登录之前说的话" }] });
  await nameless.frame((frame) => frame.t === "ack", "the first words are kept");
  nameless.close();

  const userToken = await hostToken(engine.demo.widgetSecret, "user-77", { name: "Zoë 张" });
  const signed = await engine.call("POST", "/v1/visitor/token", { tenant: "demo", token: String(issued.body.token), userToken }, { token: null });
  expect(signed.status).toBe(200);
  const visitor = await openTab(engine.url, "/v1/visitor/socket?since=0", String(signed.body.token));
  visitor.send({ t: "send", cid: "b-1", parts: [{ type: "text", text: "登录之后说的话" }] });
  await visitor.frame((frame) => frame.t === "ack", "the next words are kept");
  visitor.close();

  const view = await eventually(async () => {
    const seen = await engine.call("GET", `/v1/customers/${String(signed.body.customerId)}`);
    const texts = (seen.body.conversations as { turns: { kind: string; parts: { text?: string }[] }[] }[]).flatMap(({ turns }) =>
      turns.flatMap((turn) => (turn.kind === "message" ? (turn.parts[0]?.text ?? []) : [])),
    );
    return texts.length === 2 && { customer: seen.body.customer as { name: string; grafts: unknown[] }, texts };
  }, "both are in one tree");
  expect(view.texts.sort()).toEqual(["登录之前说的话", "登录之后说的话"].sort());
  expect(view.customer.name).toBe("Zoë 张");
  expect(view.customer.grafts).toHaveLength(1);
  const forged = await hostToken("somebody else's secret, as long as ours", "user-1");
  expect((await engine.call("POST", "/v1/visitor/token", { tenant: "demo", userToken: forged }, { token: null })).status).toBe(401);
});

it("the host's own app has a socket of its own account, whose keys sign its users", async () => {
  const account = await engine.call("POST", "/v1/channels", { kind: "app", name: "App", config: { tokenSecret: APP_SECRET } });
  expect(account.status, JSON.stringify(account.body)).toBe(201);
  const ask = (channel: string, userToken: string) => engine.call("POST", "/v1/visitor/token", { tenant: "demo", channel, userToken }, { token: null });
  const channel = String(account.body.id);
  const issued = await ask(channel, await hostToken(APP_SECRET, "user-500", { name: "阿明" }));
  expect(issued.status, JSON.stringify(issued.body)).toBe(200);
  expect((await ask(channel, await hostToken(engine.demo.widgetSecret, "user-500"))).status).toBe(401);
  expect((await ask("ch_of_nobody", await hostToken(APP_SECRET, "user-500"))).status).toBe(404);
  const app = await openTab(engine.url, "/v1/visitor/socket?since=0", String(issued.body.token));
  app.send({ t: "send", cid: "m-1", parts: [{ type: "text", text: "在 App 里说的话" }] });
  await app.frame((frame) => frame.t === "ack", "the words are kept");
  app.close();
  const seen = await engine.call("GET", `/v1/customers/${String(issued.body.customerId)}`);
  const [conversation] = seen.body.conversations as { channels: unknown[] }[];
  expect(conversation?.channels).toEqual([{ kind: "app", accountId: channel }]);
});
