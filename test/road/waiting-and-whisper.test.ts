import { afterAll, beforeAll, expect, it } from "vitest";
import { type ConversationPage, type ListedConversation, listedConversationSchema } from "../../protocol/listed-conversation.ts";
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

/** A row of the list, once it says what is waited for: lists lag behind the session. */
async function listed(assignee: string, path: string, says: (row: ListedConversation) => boolean, what: string): Promise<ListedConversation> {
  const found = await eventually(async () => {
    const { body } = await engine.call("GET", `/v1/conversations?assignee=${assignee}&limit=100`);
    const row = (body as unknown as ConversationPage).conversations.find(({ id }) => path.endsWith(id));
    return row && says(row) ? row : undefined;
  }, what);
  return listedConversationSchema.strict().parse(found);
}

interface Visitor {
  conversationId: string;
  token: string;
  wish(wish: string, conversationId?: string, contact?: Record<string, string>): Promise<Answer>;
}

/** Somebody asks for a human while nobody is there: they wait in the line. */
async function comes(): Promise<Visitor> {
  const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null });
  const token = String(issued.body.token);
  const tab = await openTab(engine.url, "/v1/visitor/socket?since=0", token);
  tab.send({ t: "send", cid: "h-1", parts: [{ type: "text", text: "转人工" }] });
  const conversationId = String((await tab.frame(({ t }) => t === "ack", "the words are kept")).conversationId);
  const wish = (said: string, id = conversationId, contact?: Record<string, string>): Promise<Answer> =>
    engine.call("POST", "/v1/visitor/queue", { conversationId: id, wish: said, ...(contact ? { contact } : {}) }, { token });
  await eventually(async () => (await wish("stay")).status === 200, "they wait in the line");
  tab.close();
  return { conversationId, token, wish };
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

it("whoever asked to be called leaves a number, and the agent whose turn it is gets it as a task; who was not reached still waits", async () => {
  const front = engine.demo.agents[0];
  if (!front) throw new Error("there is nobody to sign in");
  const wei = await colleague(front);
  const anna = await comes();
  const path = `/v1/conversations/${anna.conversationId}`;
  expect((await anna.wish("callback", anna.conversationId, { phone: "call me" })).body).toMatchObject({ code: "invalid", field: "contact.phone" });
  expect((await anna.wish("callback", anna.conversationId, { phone: "+86 138 0013 8000" })).status).toBe(200);
  const waiting = await listed("queue", path, ({ callBack }) => callBack !== undefined, "the list says who waits for a call");
  expect(waiting.callBack).toMatchObject({ phone: "+86 138 0013 8000", at: expect.any(Number) });
  expect((await wei.does("POST", `${path}/accept`)).status).toBe(200);
  const task = await wei.desk.frame(({ event }) => (event as { code?: string } | undefined)?.code === "call_back", "the agent is asked to call");
  expect(task.event).toMatchObject({ detail: "+86 138 0013 8000", conversationIds: [anna.conversationId] });
  const called = async (reached: boolean): Promise<unknown> => (await wei.does("POST", `${path}/called-back`, { reached })).body.conversation;
  expect(await called(false)).toMatchObject({ callBack: { phone: "+86 138 0013 8000" } });
  expect(await called(true)).not.toHaveProperty("callBack");
  await listed(wei.id, path, ({ callBack }) => callBack === undefined, "the list says that it is done");
  expect((await wei.does("POST", `${path}/called-back`, { reached: true })).body).toMatchObject({ code: "refused" });
  expect(JSON.stringify((await wei.does("GET", path)).body.customer)).toContain("+86 138 0013 8000");
  wei.desk.close();
});

it("whoever asked to be written to is, the moment it is their turn, once, and keeps waiting for the agent's answer", async () => {
  const front = engine.demo.agents[0];
  if (!front) throw new Error("there is nobody to sign in");
  const [wei, anna, ben] = [await colleague(front), await comes(), await comes()];
  for (const visitor of [anna, ben]) expect((await visitor.wish("callback")).status).toBe(200);
  expect((await ben.wish("stay")).status).toBe(200);
  for (const visitor of [anna, ben]) {
    const accepted = await wei.does("POST", `/v1/conversations/${visitor.conversationId}/accept`);
    expect(accepted.body.conversation).toMatchObject({ owner: { agentId: wei.id }, waitingSince: expect.any(Number) });
  }
  const said = async ({ conversationId }: Visitor): Promise<number> =>
    JSON.stringify((await wei.does("GET", `/v1/conversations/${conversationId}`)).body.turns).split("轮到您了").length - 1;
  expect([await said(anna), await said(ben)]).toEqual([1, 0]);
  const back = await openTab(engine.url, "/v1/visitor/socket?since=0", anna.token);
  await back.frame((frame) => JSON.stringify(frame).includes("轮到您了"), "the visitor comes back to the page and sees it");
  back.close();
  wei.desk.close();
});

interface Colleague {
  id: string;
  token: string;
  desk: Awaited<ReturnType<typeof openTab>>;
  does(method: string, path: string, body?: unknown): Promise<Answer>;
  hears(news: string): Promise<Record<string, unknown>>;
}

async function colleague(login: { email: string; password: string }): Promise<Colleague> {
  const signedIn = await engine.call("POST", "/v1/sign-in", { tenant: "demo", ...login }, { token: null });
  const [id, token] = [String((signedIn.body.agent as { id: string }).id), String(signedIn.body.token)];
  const desk = await openTab(engine.url, "/v1/agent/socket?since=0", token);
  return {
    id,
    token,
    desk,
    does: (method, path, body = {}) => engine.call(method, path, method === "GET" ? undefined : body, { token }),
    hears: async (news) => {
      const frame = await desk.frame(
        ({ event }) => (event as { type?: string; news?: string } | undefined)?.news === news,
        `the desk hears that it is ${news}`,
      );
      return frame.event as Record<string, unknown>;
    },
  };
}

it("a colleague of another team helps in notes and takes over when it is handed to them; the customer notices nothing before", async () => {
  const team = await engine.call("POST", "/v1/teams", { name: "Invoices" });
  const password = "a long enough password";
  const [login, stranger] = ["expert@example.com", "stranger@example.com"].map((email) => ({ email, password }));
  for (const [one, teamIds] of [[login, [team.body.id]] as const, [stranger, []] as const])
    expect((await engine.call("POST", "/v1/agents", { name: "Li", ...one, teamIds })).status).toBe(201);
  const front = engine.demo.agents[0];
  if (!front || !login || !stranger) throw new Error("there is nobody to sign in");
  const [wei, li, other] = await Promise.all([colleague(front), colleague(login), colleague(stranger)]);
  const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null });
  const customer = await openTab(engine.url, "/v1/visitor/socket?since=0", String(issued.body.token));
  customer.send({ t: "send", cid: "c-1", parts: [{ type: "text", text: "转人工" }] });
  const path = `/v1/conversations/${String((await customer.frame(({ t }) => t === "ack", "the words are kept")).conversationId)}`;
  expect((await engine.call("POST", `${path}/assign`, { agentId: wei.id, teamId: "support" })).status).toBe(200);
  expect((await li.does("GET", path)).status).toBe(404);
  expect((await li.does("POST", `${path}/consult`, { to: { kind: "agent", agentId: li.id } })).status).toBe(404);
  expect((await wei.does("POST", `${path}/consult`, { to: { kind: "team", teamId: "nobody" } })).body).toMatchObject({ code: "invalid", field: "to.teamId" });
  const asked = await wei.does("POST", `${path}/consult`, { to: { kind: "team", teamId: team.body.id }, note: "a company's invoice?" });
  expect(asked.body.conversation, JSON.stringify(asked.body)).toMatchObject({ owner: { agentId: wei.id }, consult: { asked: [li.id], helperId: null } });
  expect(await li.hears("asked")).toMatchObject({ by: wei.id, consult: { to: { kind: "team", teamId: team.body.id } } });
  const laterTab = await openTab(engine.url, `/v1/agent/socket?since=${Number.MAX_SAFE_INTEGER}`, li.token);
  expect(await laterTab.frame(({ t }) => t === "consults", "a tab opened later knows of it")).toMatchObject({ consults: [{ news: "asked", by: wei.id }] });
  laterTab.close();
  const inList = await listed(wei.id, path, ({ consult }) => consult !== undefined, "the list says who is asked");
  expect(inList.consult).toMatchObject({ by: wei.id, asked: [li.id], helperId: null, handing: false });
  expect((await other.does("GET", path)).status).toBe(404);
  expect((await li.does("POST", `${path}/consult/accept`)).status).toBe(200);
  expect(JSON.stringify((await li.does("GET", path)).body)).toContain("a company's invoice?");
  expect((await li.does("POST", `${path}/notes`, { text: "ask for the tax number" })).status).toBe(200);
  await wei.desk.frame((frame) => JSON.stringify(frame).includes("tax number"), "the owner sees the colleague's note");
  expect((await li.does("POST", `${path}/replies`, { text: "我来" })).body).toMatchObject({ code: "stale" });
  const statesSeen = (): number => customer.frames.filter(({ t }) => t === "state").length;
  const before = statesSeen();
  expect((await wei.does("POST", `${path}/consult/handover`)).status).toBe(200);
  await li.hears("handing");
  expect((await li.does("POST", `${path}/consult/decline`, { reason: "at lunch" })).status).toBe(200);
  expect(await wei.hears("declined")).toMatchObject({ reason: "at lunch", consult: null });
  expect((await li.does("GET", path)).status).toBe(404);
  expect((await wei.does("POST", `${path}/consult`, { to: { kind: "agent", agentId: li.id } })).status).toBe(200);
  expect((await wei.does("POST", `${path}/consult/handover`)).status).toBe(200);
  expect(statesSeen()).toBe(before);
  expect((await li.does("POST", `${path}/consult/accept`)).body.conversation).toMatchObject({ owner: { agentId: li.id } });
  await wei.hears("handed_over");
  await listed(li.id, path, ({ consult }) => consult === undefined, "the list says that it was handed over");
  expect((await li.does("POST", `${path}/replies`, { text: "请给税号" })).status).toBe(202);
  await customer.frame((frame) => JSON.stringify(frame).includes("请给税号"), "the customer is answered by the colleague");
  expect(JSON.stringify(customer.frames)).not.toMatch(/tax number|company's invoice|lunch/);
  for (const { desk } of [wei, li, other]) desk.close();
  customer.close();
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
