import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Access, type Asker, letsIn } from "../../worker/http/access.ts";
import { openTab } from "../support/agent-socket.ts";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";

interface Route {
  method: string;
  path: string;
  access: Access | undefined;
}
const SOCKETS = /\/socket$/;
/** They would end the very sign-in that asks. */
const ENDS_ITSELF = new Set(["POST /v1/sign-out"]);

describe("every route with every role", () => {
  let engine: RunningEngine;
  let routes: Route[];
  const tokens = new Map<Asker, string | null>();

  beforeAll(async () => {
    engine = await runEngine();
    const document = (await engine.call("GET", "/v1/openapi.json")).body as { paths: Record<string, Record<string, { "x-access"?: Access }>> };
    routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, access: operation["x-access"] })),
    );
    const { agents, supervisor, admin } = engine.demo;
    for (const [role, login] of [
      ["agent", agents[0]],
      ["supervisor", supervisor],
      ["admin", admin],
    ] as const)
      tokens.set(role, String((await engine.call("POST", "/v1/sign-in", login, { token: null })).body.token));
    tokens.set("nobody", null);
  });
  afterAll(async () => {
    await engine.stop();
    await engine.remove();
  });

  /** One network may not ask for visitors without end: a fast machine has to wait. */
  const newVisitor = (): Promise<string> =>
    eventually(async () => {
      const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null });
      return issued.status === 200 && String(issued.body.token);
    }, "a visitor is let in");

  it("has its access written down", () => {
    expect(routes.length).toBeGreaterThan(80);
    expect(routes.filter(({ access }) => access === undefined).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it.each(["agent", "supervisor", "admin", "visitor", "nobody"] as const)("lets %s in where the table says so, and nowhere else", async (asker) => {
    const wrong: string[] = [];
    for (const { method, path, access } of routes) {
      if (access === undefined || SOCKETS.test(path) || ENDS_ITSELF.has(`${method} ${path}`) || path.startsWith("/v1/admin")) continue;
      const url = path.replace(/\{\w+\}/g, "x-1");
      // A visitor who asks so much runs into the visitors' limit: each route has a visitor of its own.
      const token = asker === "visitor" ? await newVisitor() : (tokens.get(asker) ?? null);
      const { status } = await engine.call(method, url, method === "GET" ? undefined : {}, { token });
      // What is open may still say 401 of its own accord: a wrong password, a link that is none.
      const isRefused = status === 401 || (status === 403 && access !== "agent");
      const mayEnter = letsIn(access, asker);
      if (mayEnter ? isRefused && access !== "open" : !isRefused && status !== 404) wrong.push(`${method} ${path} (${access}): ${status}`);
      if (status >= 500) wrong.push(`${method} ${path}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it("shows no team's conversations, lines or forecasts to the agents of another", async () => {
    const team = String((await engine.call("POST", "/v1/teams", { name: "Returns" })).body.id);
    const login = { email: "far@roles.example", password: "correct horse battery" };
    await engine.call("POST", "/v1/agents", { ...login, name: "Far Away", teamIds: [team] });
    const far = String((await engine.call("POST", "/v1/sign-in", login, { token: null })).body.token);
    const sent = await engine.call("POST", "/v1/message", { from: { id: "seen-by-team" }, text: "只给客服组看的话", teamId: "support" });
    const [conversation, customer] = [String(sent.body.conversationId), String(sent.body.customerId)];
    await engine.call("POST", `/v1/conversations/${conversation}/transfer`, { to: { kind: "team", teamId: "support" } });
    const near = String(tokens.get("agent"));
    const texts = async (token: string): Promise<Record<string, string>> => {
      const paths = [
        "/v1/conversations",
        `/v1/conversations/${conversation}`,
        `/v1/customers/${customer}`,
        "/v1/customers?identity=api_user:seen-by-team",
        "/v1/conversations?q=客服组",
      ];
      const answers = await Promise.all(
        paths.map(async (path) => [path, JSON.stringify((await engine.call("GET", path, undefined, { token })).body)] as const),
      );
      return Object.fromEntries(answers);
    };
    const [seenNear, seenFar] = [await texts(near), await texts(far)];
    expect(seenNear[`/v1/conversations/${conversation}`]).toContain("只给客服组看的话");
    expect(Object.entries(seenFar).filter(([, text]) => text.includes("只给客服组看的话") || text.includes(conversation))).toEqual([]);
    for (const path of ["queue", "at-risk", "forecast", "forecast/history", "opening"]) {
      expect((await engine.call("GET", `/v1/teams/support/${path}`, undefined, { token: far })).status).toBe(404);
      expect((await engine.call("GET", `/v1/teams/support/${path}`, undefined, { token: near })).status).toBe(200);
    }
    for (const [path, body] of [
      ["notes", { text: "x" }],
      ["labels", { add: ["x"] }],
      ["replies", { text: "x" }],
      ["resolve", {}],
      ["assign", { agentId: null }],
    ] as const)
      expect((await engine.call("POST", `/v1/conversations/${conversation}/${path}`, body, { token: far })).status).toBe(404);
    const tab = await openTab(engine.url, "/v1/agent/socket", far);
    tab.send({ t: "reply", cid: "c-1", conversationId: conversation, parts: [{ type: "text", text: "not mine" }] });
    const refused = await tab.frame(({ cid }) => cid === "c-1", "the socket answers");
    tab.close();
    expect(refused).toMatchObject({ t: "refused", code: "not_found" });
  });
});
