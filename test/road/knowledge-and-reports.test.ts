import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";

interface Job {
  state: string;
  total: number;
  done: number;
  imported: number;
  skipped: { name: string; line: number; why: string }[];
}

describe("knowledge and reports", () => {
  let engine: RunningEngine;
  beforeAll(async () => {
    engine = await runEngine();
  });
  afterAll(async () => {
    await engine.stop();
    await engine.remove();
  });

  async function imported(bytes: Uint8Array, type: string, name = ""): Promise<Job> {
    const response = await fetch(`${engine.url}/v1/knowledge/import`, {
      method: "POST",
      headers: { authorization: `Bearer ${engine.demo.apiKey}`, "content-type": type, "x-file-name": encodeURIComponent(name) },
      body: new Uint8Array(bytes),
    });
    expect(response.status).toBe(202);
    const { jobId } = (await response.json()) as { jobId: string };
    return eventually(async () => {
      const job = (await engine.call("GET", `/v1/knowledge/imports/${jobId}`)).body as unknown as Job;
      return job.state !== "running" && job;
    }, "the import ends");
  }
  const hits = async (q: string): Promise<{ articleId: string; title: string; passage: string }[]> =>
    (await engine.call("GET", `/v1/knowledge/search?q=${encodeURIComponent(q)}`)).body.hits as { articleId: string; title: string; passage: string }[];
  const found = (q: string, title: string) => eventually(async () => (await hits(q)).find((hit) => hit.title === title), `${title} is found`);

  it("imports a zip of all kinds, names what it cannot read, and finds what it read", async () => {
    const job = await imported(
      zipSync({
        "wash.md": strToU8("---\ntitle: 羊绒衫怎么洗\ncategory: 保养\n---\n# 羊绒衫怎么洗\n羊绒衫请用三十度以下冷水手洗，平铺晾干。"),
        "boat.html": strToU8("<html><title>Renting a kayak</title><body><h1>Kayak</h1><p>A kayak costs 20 a day. <script>alert(1)</script></p></body></html>"),
        "rows.csv": strToU8("id,title,body\nc1,帐篷租赁,帐篷每天五十元\n,,没有标题\n"),
        "lines.jsonl": strToU8('{"title":"充气艇押金","body":"充气艇押金三百元"}\nnot json\n'),
        "picture.png": new Uint8Array([1, 2, 3]),
      }),
      "application/zip",
      "all.zip",
    );
    expect(job).toMatchObject({ state: "done", total: 4, imported: 4 });
    expect(job.skipped.map(({ name, line }) => `${name}:${line}`).sort()).toEqual(["lines.jsonl:2", "picture.png:0", "rows.csv:3"]);
    expect((await found("羊绒衫能机洗吗", "羊绒衫怎么洗"))?.passage).toContain("冷水手洗");
    expect((await found("kayak price per day", "Renting a kayak"))?.passage).not.toContain("alert");
    await found("帐篷多少钱一天", "帐篷租赁");
  });

  it("replaces what was imported before instead of doubling it", async () => {
    const file = strToU8("# 雪橇清单\n雪橇、护目镜。");
    await imported(file, "text/markdown", "sled.md");
    await imported(file, "text/markdown", "sled.md");
    await found("雪橇要带什么", "雪橇清单");
    expect((await hits("雪橇要带什么")).filter((hit) => hit.title === "雪橇清单")).toHaveLength(1);
  });

  it("says of a broken zip that it is one", async () => {
    expect((await imported(new Uint8Array([0x50, 0x4b, 3, 4, 9, 9]), "application/zip", "x.zip")).skipped).toHaveLength(1);
  });

  async function visitorToken(locale: string): Promise<string> {
    return String((await engine.call("POST", "/v1/visitor/token", { tenant: "demo", locale }, { token: null })).body.token);
  }

  it("tells the widget how to look in the visitor's language, and only admins change that", async () => {
    const widget = {
      colour: "#aa3300",
      preChat: [{ name: "order", kind: "order_number", label: { "zh-CN": "订单号", en: "Order number" }, required: true }],
    };
    const changed = await engine.call("PATCH", "/v1/settings", { greeting: { "zh-CN": "您好", en: "Hello" }, widget, widgetSecret: "s".repeat(40) });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ widgetSecretSet: true, settings: { readyConfidence: 0.92, widget: { colour: "#aa3300", side: "right" } } });
    expect(JSON.stringify(changed.body)).not.toContain("ssss");
    const before = await engine.call("GET", "/v1/visitor/config?tenant=demo&locale=en-GB", undefined, { token: null });
    expect(before.body).toMatchObject({
      tenant: "demo",
      language: "en",
      greeting: "Hello",
      colour: "#aa3300",
      open: true,
      preChat: [{ label: "Order number" }],
    });
    const known = await engine.call("GET", "/v1/visitor/config", undefined, { token: await visitorToken("zh-TW") });
    expect(known.body).toMatchObject({ language: "zh-CN", greeting: "您好", preChat: [{ label: "订单号" }] });
    expect((await engine.call("PATCH", "/v1/settings", { widget: { side: "left" } })).body).toMatchObject({
      settings: { widget: { colour: "#aa3300", side: "left" } },
    });
    const asked = {
      consent: { policy: "2026-11", url: "https://shop.example/privacy" },
      links: [{ label: { en: "WeChat" }, picture: "https://shop.example/qr.png" }],
    };
    expect((await engine.call("PATCH", "/v1/settings", { widget: asked })).status).toBe(200);
    expect((await engine.call("GET", "/v1/visitor/config?tenant=demo&locale=en", undefined, { token: null })).body).toMatchObject({
      consent: { policy: "2026-11", url: "https://shop.example/privacy", text: null },
      links: [{ label: "WeChat", url: null, picture: "https://shop.example/qr.png" }],
    });
    for (const url of ["javascript:alert(1)", "http://shop.example/"]) {
      expect((await engine.call("PATCH", "/v1/settings", { widget: { links: [{ label: { en: "x" }, url }] } })).status).toBe(400);
      expect((await engine.call("PATCH", "/v1/settings", { widget: { consent: { policy: "1", url } } })).status).toBe(400);
    }
    expect((await engine.call("PATCH", "/v1/settings", { widget: { colour: "red" } })).body).toMatchObject({ field: "widget.colour" });
    const signedIn = await engine.call("POST", "/v1/sign-in", engine.demo.agents[0], { token: null });
    expect((await engine.call("PATCH", "/v1/settings", { autoReply: true }, { token: String(signedIn.body.token) })).status).toBe(403);
    expect((await engine.call("GET", "/v1/visitor/config?tenant=nobody", undefined, { token: null })).status).toBe(404);
  });

  it("shows visitors public articles, never those for agents, and nothing that runs", async () => {
    const article = (id: string, audience: string, extra = {}) =>
      engine.call("POST", "/v1/knowledge/articles", {
        id,
        title: `蹦床保养 ${id}`,
        body: `蹦床保养要擦干。<script>alert(1)</script>`,
        format: "html",
        audience,
        ...extra,
      });
    await article("tramp-open", "public");
    await article("tramp-inside", "agents");
    await article("tramp-draft", "public", { status: "draft" });
    // Each of these asks only a few times a second, as a person would.
    const [searching, reading, prying] = [await visitorToken("zh-CN"), await visitorToken("zh-CN"), await visitorToken("zh-CN")];
    const as = (path: string, token = reading) => engine.call("GET", path, undefined, { token });
    const found = await eventually(async () => {
      const { articles } = (await as(`/v1/visitor/articles?q=${encodeURIComponent("蹦床怎么保养")}`, searching)).body as { articles?: { id: string }[] };
      return articles?.some(({ id }) => id === "tramp-open") && articles;
    }, "the article is found");
    expect(found.map(({ id }) => id)).not.toContain("tramp-inside");
    const listed = ((await as("/v1/visitor/articles")).body as { articles: { id: string; language: string }[] }).articles;
    expect(listed.map(({ id }) => id)).not.toContain("tramp-inside");
    expect(listed[0]?.language).toBe("zh");
    const shown = await as("/v1/visitor/articles/tramp-open");
    expect(shown.body).toMatchObject({ title: "蹦床保养 tramp-open", html: expect.stringContaining("要擦干") });
    expect(shown.body.html).not.toContain("script");
    for (const hidden of ["tramp-inside", "tramp-draft", "nothing"]) expect((await as(`/v1/visitor/articles/${hidden}`, prying)).status).toBe(404);
    expect((await engine.call("GET", "/v1/visitor/articles")).status).toBe(401);
    const judging = await visitorToken("zh-CN");
    const judge = (id: string, body: unknown) => engine.call("POST", `/v1/visitor/articles/${id}/helped`, body, { token: judging });
    expect((await judge("tramp-open", { helped: true })).status).toBe(204);
    expect((await judge("tramp-open", { helped: "yes" })).status).toBe(400);
    expect((await judge("tramp-inside", { helped: true })).status).toBe(404);
    await eventually(async () => {
      const { articles } = (await as("/v1/visitor/articles")).body as { articles?: { id: string }[] };
      return articles?.[0]?.id === "tramp-open";
    }, "what helped its readers comes first");
    await engine.call("PATCH", "/v1/settings", { widget: { articles: false } });
    await eventually(async () => (await as("/v1/visitor/articles")).status === 403, "the shop shows no articles any more");
  });

  /** Every count of a row is the number of conversations behind it, page by page, and as CSV. */
  async function showsWhatIsBehind(row: Record<string, number>): Promise<void> {
    const path = "/v1/reports/conversations/behind?by=channel&group=api";
    for (const figure of ["conversations", "resolved", "answered", "rated"]) {
      const ids: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const { body } = await engine.call("GET", `${path}&figure=${figure}&limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
        ids.push(...(body.conversations as { id: string }[]).map(({ id }) => id));
        cursor = body.nextCursor as string | null;
      }
      expect(new Set(ids).size, figure).toBe(row[figure]);
      expect(ids).toHaveLength(row[figure] ?? -1);
    }
    expect((await engine.call("GET", `${path}&figure=agentReplies`)).body.conversations).toHaveLength(1);
    expect((await engine.call("GET", "/v1/reports/conversations/behind?by=channel&group=wechat_oa")).body.conversations).toEqual([]);
    const csv = await fetch(`${engine.url}${path}`, { headers: { authorization: `Bearer ${engine.demo.apiKey}`, accept: "text/csv" } });
    const [head, ...lines] = (await csv.text()).trim().split("\r\n");
    expect(head).toContain("id,name,channel,status");
    expect(lines).toHaveLength(row.conversations ?? -1);
  }

  // Before any other test here sends messages: the figures are of the whole tenant.
  it("counts conversations, messages and replies, as JSON with definitions and as CSV without formulas", async () => {
    for (let n = 0; n < 3; n++) await engine.call("POST", "/v1/message", { from: { id: `r-${n}` }, text: "怎么退货" });
    const sent = await engine.call("POST", "/v1/message", { from: { id: "r-0" }, text: "在吗" });
    await engine.call("POST", `/v1/conversations/${String(sent.body.conversationId)}/replies`, { text: "在的" });
    const rowsBy = async (by: string) => {
      const answer = await engine.call("GET", `/v1/reports/conversations?by=${by}`);
      expect(answer.body.definitions).toMatchObject({ conversations: expect.any(String) });
      return answer.body.rows as { group: string; conversations: number; messages: number; agentReplies: number }[];
    };
    const [channel] = await eventually(async () => {
      const rows = await rowsBy("channel");
      return rows[0]?.agentReplies === 1 && rows[0].messages === 4 && rows;
    }, "everything is counted");
    expect(channel).toMatchObject({ group: "api", conversations: 3, messages: 4 });
    expect((await rowsBy("day")).reduce((sum, row) => sum + row.conversations, 0)).toBe(3);
    const [intent] = (await rowsBy("intent")) as (typeof channel | undefined)[];
    expect((await engine.call("GET", `/v1/reports/conversations/behind?by=intent&group=${intent?.group}`)).body.conversations).toHaveLength(
      intent?.conversations ?? -1,
    );
    const csv = await fetch(`${engine.url}/v1/reports/conversations?by=team`, {
      headers: { authorization: `Bearer ${engine.demo.apiKey}`, accept: "text/csv" },
    });
    expect(csv.headers.get("content-type")).toContain("text/csv");
    expect((await csv.text()).split("\r\n")[0]).toContain("group,conversations");
    await showsWhatIsBehind(channel as unknown as Record<string, number>);
    expect((await engine.call("GET", "/v1/reports/live")).body).toMatchObject({ teams: [expect.objectContaining({ teamId: "support" })] });
    expect((await engine.call("GET", "/v1/reports/conversations?by=shoe-size")).status).toBe(400);
  });

  it("finds the conversations whose notes name somebody, and names nobody who is not there", async () => {
    const sent = await engine.call("POST", "/v1/message", { from: { id: "named-1" }, text: "发票抬头错了" });
    const id = String(sent.body.conversationId);
    const signedIn = await engine.call("POST", "/v1/sign-in", engine.demo.agents[0], { token: null });
    const { id: agentId } = signedIn.body.agent as { id: string };
    await engine.call("POST", `/v1/conversations/${id}/notes`, { text: "@Li please look", mentions: [agentId, "ag_nobody"] });
    const listed = async (mentioned: string, token?: string) =>
      (await engine.call("GET", `/v1/conversations?mentioned=${mentioned}`, undefined, token === undefined ? {} : { token })).body.conversations as {
        id: string;
      }[];
    await eventually(async () => (await listed("me", String(signedIn.body.token))).some((one) => one.id === id), "it is listed for the one who is named");
    expect(await listed(agentId)).toHaveLength(1);
    expect(await listed("ag_nobody")).toEqual([]);
  });

  it("offers the tenant's own answer with the words of the message in it, and learns what became of it", async () => {
    const draft = { intent: "invoice", language: "zh", text: "发票会发到 {{email}}" };
    const added = await engine.call("POST", "/v1/templates", draft);
    expect(added.status).toBe(201);
    expect((await engine.call("POST", "/v1/templates", draft)).status).toBe(409);
    const sent = await engine.call("POST", "/v1/message", { from: { id: "tpl-1" }, text: "帮我开电子发票，发到 li@example.com" });
    const conversation = `/v1/conversations/${String(sent.body.conversationId)}`;
    const offered = await eventually(async () => {
      const { suggestions } = (await engine.call("GET", conversation)).body as { suggestions: { id: string; text: string; evidence: { kind: string }[] }[] };
      return suggestions.find(({ evidence }) => evidence[0]?.kind === "template");
    }, "the template is offered");
    expect(offered.text).toBe("发票会发到 li@example.com");
    expect((await engine.call("POST", `${conversation}/suggestions`, { suggestionId: offered.id, used: "accepted" })).status).toBe(200);
    await eventually(async () => {
      const { total } = (await engine.call("GET", "/v1/reports/suggestions")).body as { total?: { accepted: number } };
      return total?.accepted === 1;
    }, "it is counted");
    expect((await engine.call("DELETE", `/v1/templates/${String(added.body.id)}`)).status).toBe(204);
  });
});
