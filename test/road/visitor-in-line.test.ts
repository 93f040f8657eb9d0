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
