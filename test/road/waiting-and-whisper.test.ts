import { afterAll, beforeAll, expect, it } from "vitest";
import { openTab } from "../support/agent-socket.ts";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";

type Answer = Awaited<ReturnType<RunningEngine["call"]>>;

let engine: RunningEngine;
beforeAll(async () => {
  engine = await runEngine();
}, 90_000);
afterAll(async () => {
  await engine?.stop();
  await engine?.remove();
});

interface Visitor {
  conversationId: string;
  wish(wish: string, conversationId?: string): Promise<Answer>;
}

/** Somebody asks for a human while nobody is there: they wait in the line. */
async function comes(): Promise<Visitor> {
  const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null });
  const token = String(issued.body.token);
  const tab = await openTab(engine.url, "/v1/visitor/socket?since=0", token);
  tab.send({ t: "send", cid: "h-1", parts: [{ type: "text", text: "转人工" }] });
  const conversationId = String((await tab.frame(({ t }) => t === "ack", "the words are kept")).conversationId);
  const wish = (said: string, id = conversationId): Promise<Answer> => engine.call("POST", "/v1/visitor/queue", { conversationId: id, wish: said }, { token });
  await eventually(async () => (await wish("stay")).status === 200, "they wait in the line");
  tab.close();
  return { conversationId, wish };
}

const placeOf = ({ status, body }: Answer): unknown => {
  expect(status, JSON.stringify(body)).toBe(200);
  return (body.place as { position: number }).position;
};

it("a visitor says how they want to wait: a message is enough and others go first, and they may think again", async () => {
  const [anna, ben] = [await comes(), await comes()];
  const [first, second] = [placeOf(await anna.wish("stay")), placeOf(await ben.wish("stay"))];
  expect(second).toBe(Number(first) + 1);
  const content = await anna.wish("message");
  expect(content.body).toMatchObject({ wish: "message", place: { position: second } });
  expect(placeOf(await ben.wish("callback"))).toBe(first);
  expect(placeOf(await anna.wish("callback"))).toBe(first);
  expect(placeOf(await ben.wish("stay"))).toBe(second);
});

it("nobody changes how somebody else waits, and who waits no longer is told so", async () => {
  const [anna, ben] = [await comes(), await comes()];
  const place = placeOf(await ben.wish("stay"));
  expect((await anna.wish("message", ben.conversationId)).status).toBe(404);
  expect(placeOf(await ben.wish("stay"))).toBe(place);
  expect((await anna.wish("hurry")).status).toBe(400);
  const asAgent = await engine.call("POST", "/v1/visitor/queue", { conversationId: anna.conversationId, wish: "message" });
  expect(asAgent.status).toBe(401);
  const resolved = await engine.call("POST", `/v1/conversations/${anna.conversationId}/resolve`, {});
  expect(resolved.status, JSON.stringify(resolved.body)).toBe(200);
  const late = await anna.wish("callback");
  expect([late.status, late.body.code]).toEqual([409, "conflict"]);
});

it("what a supervisor notes reaches the agent at once, and never the customer", async () => {
  const signIn = (login: { email: string; password: string } | undefined): Promise<Answer> =>
    engine.call("POST", "/v1/sign-in", { tenant: "demo", email: login?.email, password: login?.password }, { token: null });
  const [signedIn, supervisor] = [await signIn(engine.demo.agents[0]), await signIn(engine.demo.supervisor)];
  const asSupervisor = { token: String(supervisor.body.token) };
  const agentId = String((signedIn.body.agent as { id: string }).id);
  const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null });
  const customer = await openTab(engine.url, "/v1/visitor/socket?since=0", String(issued.body.token));
  customer.send({ t: "send", cid: "w-1", parts: [{ type: "text", text: "转人工" }] });
  const path = `/v1/conversations/${String((await customer.frame(({ t }) => t === "ack", "the words are kept")).conversationId)}`;
  const desk = await openTab(engine.url, "/v1/agent/socket?since=0", String(signedIn.body.token));
  expect((await engine.call("POST", `${path}/assign`, { agentId }, asSupervisor)).status).toBe(200);
  const secret = "offer them free shipping";
  expect((await engine.call("POST", `${path}/notes`, { text: secret }, asSupervisor)).status).toBe(200);
  await desk.frame((frame) => JSON.stringify(frame).includes(secret), "the agent sees the note");
  expect((await engine.call("POST", `${path}/replies`, { text: "我们包邮" }, { token: String(signedIn.body.token) })).status).toBeLessThan(300);
  await customer.frame((frame) => JSON.stringify(frame).includes("我们包邮"), "the customer sees the answer that came after the note");
  expect(JSON.stringify(customer.frames)).not.toContain(secret);
  customer.close();
  desk.close();
});
