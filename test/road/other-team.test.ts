/** Passing a conversation on to, and giving it to, somebody of another team, over the whole road. */
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

async function deskOf(login: { email: string; password: string }) {
  const signedIn = await engine.call("POST", "/v1/sign-in", { tenant: "demo", ...login }, { token: null });
  const [id, token] = [String((signedIn.body.agent as { id: string }).id), String(signedIn.body.token)];
  const desk = await openTab(engine.url, "/v1/agent/socket?since=0", token);
  return { id, desk, does: (method: string, path: string, body: unknown): Promise<Answer> => engine.call(method, path, body, { token }) };
}
type Desk = Awaited<ReturnType<typeof deskOf>>;

it("passed on at once to a colleague of another team, it is offered to them there, and comes back to its sender when they decline", async () => {
  const team = String((await engine.call("POST", "/v1/teams", { name: "Customs" })).body.id);
  const password = "a long enough password";
  const [front, login, gone] = ["sender@example.com", "customs@example.com", "gone@example.com"].map((email) => ({ email, password }));
  if (!front || !login || !gone) throw new Error("there is nobody to sign in");
  for (const one of [
    { name: "Wei", ...front, teamIds: ["support"] },
    { name: "Mo", ...login, teamIds: [team] },
  ])
    expect((await engine.call("POST", "/v1/agents", one)).status).toBe(201);
  const left = String((await engine.call("POST", "/v1/agents", { name: "Gone", ...gone, teamIds: ["support"] })).body.id);
  expect((await engine.call("PATCH", `/v1/agents/${left}`, { disabled: true })).status).toBe(200);
  const [wei, mo] = await Promise.all([deskOf(front), deskOf(login)]);
  for (const one of [wei, mo]) expect((await one.does("POST", "/v1/agents/me/presence", { state: "online" })).status).toBe(200);
  const sent = await engine.call("POST", "/v1/message", { from: { id: "customs-1", name: "钱多" }, text: "关税怎么算" });
  const id = String(sent.body.conversationId);
  const path = `/v1/conversations/${id}`;
  expect((await engine.call("POST", `${path}/assign`, { agentId: wei.id, teamId: "support" })).status).toBe(200);
  const conversation = async (): Promise<unknown> => (await engine.call("GET", path)).body.conversation;
  const before = await conversation();
  for (const [way, body, reason, field] of [
    ["transfer", { to: { kind: "agent", agentId: "ag_nobody" } }, "unknown_agent", "to.agentId"],
    ["transfer", { to: { kind: "agent", agentId: left } }, "unknown_agent", "to.agentId"],
    ["transfer", { to: { kind: "agent", agentId: mo.id, teamId: "support" } }, "not_of_team", "to.teamId"],
    ["transfer", { to: { kind: "team", teamId: "tm_nobody" } }, "unknown_team", "to.teamId"],
    ["assign", { agentId: "ag_nobody" }, "unknown_agent", "agentId"],
    ["assign", { agentId: left }, "unknown_agent", "agentId"],
    ["assign", { agentId: null, teamId: "tm_nobody" }, "unknown_team", "teamId"],
  ] as const) {
    const { status, body: problem } = await wei.does("POST", `${path}/${way}`, body);
    expect({ status, problem }, JSON.stringify(body)).toMatchObject({ status: 422, problem: { code: "refused", reason, field } });
  }
  expect(await conversation()).toEqual(before);
  const passOn = (): Promise<Answer> => wei.does("POST", `${path}/transfer`, { to: { kind: "agent", agentId: mo.id } });
  const offered = (to: Desk, what: string): Promise<unknown> =>
    eventually(async () => {
      const offers = to.desk.frames.filter(
        ({ event }) => (event as { type?: string; conversation?: { conversationId?: string } } | undefined)?.type === "offered",
      );
      return offers.findLast(({ event }) => (event as { conversation: { conversationId: string } }).conversation.conversationId === id);
    }, what);
  expect((await passOn()).body.conversation).toMatchObject({ teamId: team, owner: { kind: "queue", teamId: team } });
  await offered(mo, "the colleague is offered it");
  expect((await mo.does("POST", `${path}/decline`, { reason: "not mine" })).status).toBe(200);
  await wei.desk.frame(({ event }) => (event as { code?: string } | undefined)?.code === "transfer_refused", "the sender is told");
  await offered(wei, "the sender is offered it");
  expect((await wei.does("POST", `${path}/accept`, {})).body.conversation).toMatchObject({ teamId: "support", owner: { kind: "agent", agentId: wei.id } });
  const byHand = await wei.does("POST", `${path}/assign`, { agentId: mo.id });
  expect(byHand.body.conversation).toMatchObject({ teamId: team, owner: { kind: "agent", agentId: mo.id } });
  for (const { desk } of [wei, mo]) desk.close();
});
