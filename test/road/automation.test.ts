/** Canned replies, macros, rules, webhooks, surveys, imports and teams from outside. Kept whole: one engine, whose start costs seconds, serves all of them. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { webhookPayloadSchema } from "../../protocol/events.ts";
import { openTab } from "../support/agent-socket.ts";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { startEmail } from "../support/fake-platforms/email.ts";
import { ring } from "../support/fake-platforms/fake-platform.ts";
import { startWechatOa } from "../support/fake-platforms/wechat_oa.ts";

let engine: RunningEngine;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  engine = await runEngine();
  const { agents, supervisor } = engine.demo;
  for (const [name, login] of Object.entries({ wei: agents[0], ana: agents[1], chen: supervisor })) {
    const signedIn = await engine.call("POST", "/v1/sign-in", { email: login?.email, password: login?.password, tenant: engine.demo.tenant }, { token: null });
    tokens[name] = String(signedIn.body.token);
  }
});
afterAll(async () => {
  await engine?.stop();
  await engine?.remove();
});

const as = (name: string) => ({ token: tokens[name] ?? null });

async function conversation(id: string, text: string, name?: string): Promise<string> {
  const sent = await engine.call("POST", "/v1/message", { from: { id, ...(name ? { name } : {}) }, text });
  expect(sent.status, JSON.stringify(sent.body)).toBe(202);
  return String(sent.body.conversationId);
}
type Turn = { kind: string; author: { kind: string }; parts: { text?: string }[] };
const view = async (id: string) => (await engine.call("GET", `/v1/conversations/${id}`)).body as { conversation: Record<string, unknown>; turns: Turn[] };

describe("canned replies", () => {
  const draft = { folder: "退款", shortcut: "tk", title: "退款进度", text: "{{customer}}您好，退款三天内到账。{{agent}}" };

  it("are one's own, or shared by whoever has the right to", async () => {
    const own = await engine.call("POST", "/v1/canned-replies", draft, as("wei"));
    expect(own.status, JSON.stringify(own.body)).toBe(201);
    expect((await engine.call("POST", "/v1/canned-replies", { ...draft, shared: true }, as("wei"))).status).toBe(403);
    const shared = await engine.call("POST", "/v1/canned-replies", { ...draft, shared: true, title: "大家的" }, as("chen"));
    expect(shared.body).toMatchObject({ shared: true, shortcut: "tk" });
    const titles = async (name: string) =>
      ((await engine.call("GET", "/v1/canned-replies", undefined, as(name))).body.replies as { title: string }[]).map((one) => one.title).sort();
    expect(await titles("wei")).toEqual(["大家的", "退款进度"]);
    expect(await titles("ana")).toEqual(["大家的"]);
    expect((await engine.call("PATCH", `/v1/canned-replies/${String(own.body.id)}`, { title: "x" }, as("ana"))).status).toBe(404);
    expect((await engine.call("PATCH", `/v1/canned-replies/${String(shared.body.id)}`, { title: "x" }, as("ana"))).status).toBe(403);
    expect((await engine.call("POST", "/v1/canned-replies", draft, as("wei"))).body).toMatchObject({ code: "conflict", field: "shortcut" });
  });

  it("are found by pinyin initials and filled for a conversation", async () => {
    const found = (await engine.call("GET", "/v1/canned-replies?q=tkjd", undefined, as("wei"))).body.replies as { id: string; title: string }[];
    expect(found.map((one) => one.title)).toEqual(["退款进度"]);
    const conversationId = await conversation("canned-1", "退款呢", "王芳");
    const used = await engine.call("POST", `/v1/canned-replies/${found[0]?.id}/use`, { conversationId }, as("wei"));
    expect(used.body).toEqual({ text: "王芳您好，退款三天内到账。Li Wei", missing: [] });
    const again = (await engine.call("GET", "/v1/canned-replies", undefined, as("wei"))).body.replies as { title: string; uses: number }[];
    expect(again.find((one) => one.title === "退款进度")?.uses).toBe(1);
  });
});

describe("macros", () => {
  it("do a list of things to a conversation, once per key, and say first what they would say", async () => {
    const actions = [
      { action: "label", add: ["refund"] },
      { action: "reply", text: "{{customer|您}}好，工单 {{ticket}} 已建立" },
      { action: "note", text: "done by macro" },
      { action: "resolve" },
    ];
    const made = await engine.call("POST", "/v1/macros", { name: "退款收尾", actions, shared: true }, as("chen"));
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const path = `/v1/macros/${String(made.body.id)}/run`;
    const conversationId = await conversation("macro-1", "我要退货");
    expect((await engine.call("POST", path, { conversationId, preview: true }, as("wei"))).body).toMatchObject({
      missing: ["ticket"],
      texts: [null, null, "done by macro", null],
    });
    expect((await engine.call("POST", path, { conversationId }, as("wei"))).body).toMatchObject({
      code: "refused",
      reason: "missing_variable",
      missing: ["ticket"],
    });
    const run = () => engine.call("POST", path, { conversationId, values: { ticket: "T-7" } }, { ...as("wei"), headers: { "idempotency-key": "macro-run-1" } });
    const [first, second] = [await run(), await run()];
    expect(first.body).toMatchObject({ complete: true, done: actions.map(({ action }) => ({ action, outcome: "done" })) });
    expect(second.body).toEqual(first.body);
    const seen = await view(conversationId);
    expect(seen.conversation).toMatchObject({ status: "resolved", labels: ["refund"] });
    expect(seen.turns.filter((turn) => turn.kind === "reply").map((turn) => turn.parts[0]?.text)).toEqual(["您好，工单 T-7 已建立"]);
  });
});

/** What the bot and the queue do meanwhile, sooner or later. */
const BETWEEN = ["message.understood", "conversation.queued", "conversation.assigned"];

describe("outgoing webhooks", () => {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  /** Answers to come, by path; then 204. */
  const answers: Record<string, number[]> = {};
  let server: Server;
  let url: string;
  interface Payload {
    type: string;
    data: { conversationId: string | null; message?: { parts: unknown } };
  }
  const payloads = () => got.map(({ body }) => JSON.parse(body) as Payload);
  const types = () => payloads().map(({ type }) => type);

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (piece: Buffer) => {
        body += piece.toString("utf8");
      });
      request.on("end", () => {
        const status = answers[request.url ?? ""]?.shift() ?? 204;
        if (status < 300) got.push({ headers: request.headers, body });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  afterAll(() => server.close());

  it("tell what happens to a conversation in its order, signed, once, over a failing subscriber, and rotate their secret", async () => {
    expect((await engine.call("POST", "/v1/webhooks", { url: "http://10.0.0.1/x" })).body).toMatchObject({ code: "invalid", field: "url" });
    const made = await engine.call("POST", "/v1/webhooks", { url });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const [id, secret] = [String(made.body.id), String(made.body.secret)];
    expect(JSON.stringify((await engine.call("GET", "/v1/webhooks")).body)).not.toContain(secret);
    answers["/hook"] = [500];
    const conversationId = await conversation("hook-1", "我要投诉 webhook", "李雷");
    await engine.call("POST", `/v1/conversations/${conversationId}/replies`, { text: "我在" }, as("wei"));
    await engine.call("POST", `/v1/conversations/${conversationId}/labels`, { add: ["vip"] }, as("wei"));
    await engine.call("POST", `/v1/conversations/${conversationId}/resolve`, {}, as("wei"));
    await eventually(
      async () => payloads().some(({ type, data }) => type === "conversation.resolved" && data.conversationId === conversationId),
      "the whole story was told",
      40_000,
    );
    const ofConversation = payloads().filter(({ data }) => data.conversationId === conversationId);
    const story = ofConversation.map(({ type }) => type).filter((type) => !BETWEEN.includes(type));
    expect(story).toEqual(["conversation.opened", "message.received", "message.sent", "conversation.labelled", "conversation.resolved"]);
    for (const { headers, body } of got) {
      new Webhook(secret).verify(body, headers as Record<string, string>);
      expect(webhookPayloadSchema.safeParse(JSON.parse(body)).error).toBeUndefined();
    }
    expect(ofConversation.find(({ type }) => type === "message.received")?.data.message?.parts).toEqual([{ type: "text", text: "我要投诉 webhook" }]);

    const rotated = await engine.call("POST", `/v1/webhooks/${id}/rotate`, {});
    await engine.call("POST", `/v1/webhooks/${id}/test`, {});
    await eventually(async () => types().includes("webhook.test"), "the test event came");
    const last = got.at(-1);
    for (const each of [secret, String(rotated.body.secret)]) new Webhook(each).verify(last?.body ?? "", last?.headers as Record<string, string>);

    const log = await engine.call("GET", `/v1/webhooks/${id}/deliveries?type=conversation.opened`);
    expect(log.body).toMatchObject({ mode: "on", waiting: 0 });
    const deliveries = log.body.deliveries as { eventId: string; attempts: { status: number }[] }[];
    const delivery = deliveries.at(-1);
    expect(deliveries.map(({ attempts }) => attempts.map(({ status }) => status)).at(-1)).toEqual([204, 500]);
    const before = got.length;
    expect((await engine.call("POST", `/v1/webhooks/${id}/replay`, { eventId: delivery?.eventId })).body).toEqual({ replayed: 1 });
    await eventually(async () => got.length > before, "it was sent once more");
    expect(got.at(-1)?.headers["webhook-id"]).toBe(delivery?.eventId);
  });

  it("are switched off by a subscriber that is gone, and admins are told", async () => {
    const made = await engine.call("POST", "/v1/webhooks", { url: url.replace("/hook", "/gone"), events: ["csat.received"] });
    const id = String(made.body.id);
    answers["/gone"] = [410];
    await engine.call("POST", `/v1/webhooks/${id}/test`, {});
    await eventually(async () => (await engine.call("GET", `/v1/webhooks/${id}`)).body.state === "off", "it is off");
    expect((await engine.call("POST", `/v1/webhooks/${id}/test`, {})).status).toBe(409);
    expect((await engine.call("PATCH", `/v1/webhooks/${id}`, { enabled: true })).body).toMatchObject({ state: "on", enabled: true });
    await eventually(async () => types().filter((type) => type === "webhook.test").length > 1, "what waited came");
    expect((await engine.call("DELETE", `/v1/webhooks/${id}`)).status).toBe(204);
  });
});

describe("rules", () => {
  it("are tried dry over the past, then do what they say, once, in their order, and say what they did", async () => {
    const conversationId = await conversation("rule-0", "这是过去的投诉");
    const draft = {
      name: "投诉升级",
      event: "message.received",
      conditions: { all: [{ field: "text", op: "contains", value: ["投诉"] }] },
      actions: [
        { action: "label", add: ["complaint"] },
        { action: "priority", priority: 3 },
        { action: "reply", text: "{{customer|您}}好，已升级处理" },
      ],
    };
    const dry = await eventually(async () => {
      const answer = await engine.call("POST", "/v1/automation/dry-run", { rule: draft }, as("chen"));
      return (answer.body.matches as { conversationId: string }[]).some((match) => match.conversationId === conversationId) && answer.body;
    }, "the past is looked at");
    expect(dry).toMatchObject({ truncated: false });
    expect((await engine.call("POST", "/v1/automation/rules", draft, as("wei"))).status).toBe(403);
    const made = await engine.call("POST", "/v1/automation/rules", { ...draft, enabled: true, position: 1 }, as("chen"));
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const echo = { name: "回声", event: "conversation.labelled", conditions: {}, actions: [{ action: "label", add: ["echoed"] }], enabled: true };
    expect((await engine.call("POST", "/v1/automation/rules", echo, as("chen"))).status).toBe(201);
    expect((await view(conversationId)).conversation).toMatchObject({ labels: [] });

    const fresh = await conversation("rule-1", "我要投诉你们");
    const seen = await eventually(async () => {
      const now = await view(fresh);
      return (now.conversation.labels as string[]).includes("echoed") && now;
    }, "both rules did their part");
    expect(seen.conversation).toMatchObject({ labels: ["complaint", "echoed"], priority: 3 });
    expect(seen.turns.filter((turn) => turn.kind === "reply").map((turn) => turn.parts[0]?.text)).toEqual(["您好，已升级处理"]);
    const runs = await eventually(async () => {
      const { body } = await engine.call("GET", `/v1/automation/rules/${String(made.body.id)}/runs`, undefined, as("chen"));
      return (body.runs as { conversationId: string; state: string }[]).find((run) => run.conversationId === fresh && run.state !== "due");
    }, "what it did is written down");
    expect(runs).toMatchObject({ state: "done", outcome: draft.actions.map(({ action }) => ({ action, outcome: "done" })) });
    expect((await engine.call("DELETE", `/v1/automation/rules/${String(made.body.id)}`, undefined, as("chen"))).status).toBe(204);
  });
});

describe("out of hours", () => {
  it("a rule says when the team is back, to whoever begins to wait", async () => {
    const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, [["09:00", "18:00"]]]);
    const holidays = [-1, 0, 1].map((day) => ({ date: new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10) }));
    const team = await engine.call("POST", "/v1/teams", {
      name: "closed",
      settings: { hours: { zone: "Asia/Shanghai", week: Object.fromEntries(days), holidays } },
    });
    expect(team.status, JSON.stringify(team.body)).toBe(201);
    const rule = {
      name: "closed",
      event: "conversation.queued",
      conditions: { all: [{ field: "open", op: "is", value: "no" }] },
      actions: [{ action: "reply", text: "We are back at {{opens|soon}}" }],
      enabled: true,
    };
    expect((await engine.call("POST", "/v1/automation/rules", rule, as("chen"))).status).toBe(201);
    const sent = await engine.call("POST", "/v1/message", { from: { id: "night-1" }, text: "转人工", teamId: team.body.id });
    const said = await eventually(
      async () => (await view(String(sent.body.conversationId))).turns.find((turn) => turn.kind === "reply"),
      "the customer is told",
      20_000,
    );
    expect(said.parts[0]?.text).toMatch(/^We are back at \d{4}-\d\d-\d\d 09:00$/);
  });
});

describe("the question how it was", () => {
  it("goes out behind a resolved conversation, and the number that comes back is its rating", async () => {
    const platform = await startWechatOa();
    try {
      const account = await engine.call("POST", "/v1/channels", { kind: "wechat_oa", name: "评价", config: platform.config, baseUrl: platform.baseUrl });
      expect((await engine.call("PATCH", "/v1/settings", { csat: { enabled: true } })).status).toBe(200);
      const say = async (text: string) => {
        return ring(String(account.body.webhookUrl), await platform.say("o-csat", text));
      };
      expect((await say("评价一下这次的服务吧")).status).toBe(200);
      const listed = await eventually(async () => {
        const list = await engine.call("GET", "/v1/conversations?channel=wechat_oa&q=评价一下");
        return (list.body.conversations as { id: string }[])[0];
      }, "the conversation is in the list");
      await engine.call("POST", `/v1/conversations/${listed.id}/replies`, { text: "好的" }, as("wei"));
      await engine.call("POST", `/v1/conversations/${listed.id}/resolve`, {}, as("wei"));
      await eventually(async () => platform.delivered.some(({ text }) => text?.includes("1 到 5")), "the question was asked", 30_000);
      await say("5");
      await eventually(async () => platform.delivered.some(({ text }) => text?.includes("感谢")), "thanks were said", 30_000);
      const seen = await view(listed.id);
      expect(seen.conversation).toMatchObject({ status: "resolved" });
      const figures = await eventually(async () => {
        const { body } = await engine.call("GET", "/v1/reports/conversations?by=channel");
        return (body.rows as { group: string; rated: number; csat: number }[]).find((row) => row.group === "wechat_oa" && row.rated === 1);
      }, "the rating is in the report");
      expect(figures).toMatchObject({ csat: 5 });
    } finally {
      await platform.close();
    }
  });
});

describe("a visitor who has gone", () => {
  it("gets the answer by e-mail, and the answer to that comes back into the same conversation", async () => {
    const platform = await startEmail();
    try {
      const account = await engine.call("POST", "/v1/channels", { kind: "email", name: "mail", config: platform.config, baseUrl: platform.baseUrl });
      expect(account.status, JSON.stringify(account.body)).toBe(201);
      expect((await engine.call("PATCH", "/v1/settings", { mailOn: { enabled: true, afterMinutes: 0 } })).status).toBe(200);
      const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null });
      const visitor = await openTab(engine.url, "/v1/visitor/socket?since=0", String(issued.body.token));
      visitor.send({ t: "leave", cid: "l-1", contact: "mei@example.com", text: "有人在吗？我先走了" });
      const ack = await visitor.frame((frame) => frame.t === "ack", "the words are kept");
      visitor.close();
      const id = String(ack.conversationId);
      await engine.call("POST", `/v1/conversations/${id}/replies`, { text: "我们在，订单明天发" }, as("wei"));
      const letter = await eventually(async () => platform.delivered.find(({ text }) => text?.includes("订单明天发")), "the letter came", 30_000);
      expect(letter.to).toBe("mei");
      await ring(String(account.body.webhookUrl), platform.answer("mei", "好的，谢谢"));
      const seen = await eventually(async () => {
        const now = await view(id);
        return now.turns.filter((turn) => turn.kind === "message").length === 2 && now;
      }, "the answer is in the conversation");
      expect(seen.turns.filter((turn) => turn.kind === "message").at(-1)?.parts[0]?.text).toBe("好的，谢谢");
      await engine.call("POST", `/v1/conversations/${id}/replies`, { text: "不客气" }, as("wei"));
      await eventually(async () => platform.delivered.some(({ text }) => text?.includes("不客气")), "the agent goes on by mail", 30_000);
      expect(platform.delivered).toHaveLength(2);
    } finally {
      await engine.call("PATCH", "/v1/settings", { mailOn: { enabled: false } });
      await platform.close();
    }
  });
});

describe("imports", () => {
  it("bring conversations in original times to who is known here, and change nothing the second time", async () => {
    const wei = engine.demo.agents[0]?.email;
    const rows = [
      "conversation_id,customer_id,name,email,at,from,agent_email,text,labels",
      `old-1,c-9,韩梅,hanmei@x.example,2024-05-01 10:00:00,customer,,旧系统里的第一句,vip`,
      `old-1,c-9,,,2024-05-01 10:05:00,agent,${wei},旧的回答,`,
      "old-1,c-9,,,2024-05-01 10:06:00,agent,gone@x.example,离职的人说,",
      "broken,,,,,,,,",
    ];
    const post = () =>
      fetch(`${engine.url}/v1/import?from=csv&name=old.csv`, {
        method: "POST",
        headers: { authorization: `Bearer ${engine.demo.apiKey}`, "content-type": "text/csv" },
        body: rows.join("\n"),
      }).then(async (response) => ({ status: response.status, body: (await response.json()) as Record<string, unknown> }));
    const first = await post();
    expect(first.body, JSON.stringify(first.body)).toMatchObject({ customers: 1, conversations: 1, turns: 3, unknownAgents: ["gone@x.example"], skipped: 1 });
    expect(first.body.complaints).toEqual([{ file: "old.csv", line: 5, why: "needs conversation_id, at and text" }]);
    await post();
    const found = await eventually(async () => {
      const { body } = await engine.call("GET", "/v1/customers?identity=email:hanmei@x.example");
      return (body.conversations as unknown[] | undefined)?.length ? body : null;
    }, "the customer is found by e-mail");
    const conversations = found.conversations as {
      status: string;
      openedAt: number;
      labels: string[];
      turns: { at: number; author: { id?: string }; parts: { text?: string }[] }[];
    }[];
    expect(conversations).toHaveLength(1);
    expect(conversations[0]).toMatchObject({ status: "resolved", openedAt: Date.UTC(2024, 4, 1, 2), labels: ["imported", "vip"] });
    expect(conversations[0]?.turns.map(({ parts }) => parts[0]?.text)).toEqual(["旧系统里的第一句", "旧的回答", "离职的人说"]);
    const authors = conversations[0]?.turns.map(({ author }) => author.id) ?? [];
    expect(authors[1]).toMatch(/^ag_/);
    expect(authors[2]).toBe("import:gone@x.example");
  });
});

describe("a team's list of members", () => {
  it("is told to its queue when it changes", async () => {
    const team = await engine.call("POST", "/v1/teams", { name: "夜班" });
    const path = `/v1/teams/${String(team.body.id)}`;
    const ana =
      ((await engine.call("GET", "/v1/agents")).body.agents as { id: string; email: string }[]).find(({ email }) => email === engine.demo.agents[1]?.email)
        ?.id ?? "";
    const known = async () =>
      ((await engine.call("GET", `${path}/queue`)).body.agents as { agentId: string; state: string }[]).find(({ agentId }) => agentId === ana);
    await engine.call("POST", "/v1/agents/me/presence", { state: "online" }, as("ana"));
    expect(await known()).toBeUndefined();
    expect((await engine.call("PATCH", path, { members: [ana] })).status).toBe(200);
    expect(await known()).toBeDefined();
    await engine.call("PATCH", path, { members: [] });
    expect((await known())?.state ?? "offline").toBe("offline");
  });
});
