import { describe, expect, it } from "vitest";
import type { KnowledgeHit, OrderCard, OrderFinding, Understanding } from "../../../../protocol/understanding.ts";
import { partsOf } from "../../../../worker/pipeline/answer-parts.ts";
import { asksForKnown, withoutAsking } from "../../../../worker/suggestions/asking.ts";
import { type SuggestInput, suggest } from "../../../../worker/suggestions/suggest.ts";
import { type Template, templatesFor } from "../../../../worker/suggestions/templates.ts";

const understanding = (more: Partial<Understanding> = {}): Understanding => ({
  intents: [{ name: "return_goods", confidence: 0.96 }],
  slots: [],
  topics: [],
  language: "zh",
  outOfScope: 0,
  margin: 1,
  model: { version: "m" },
  degraded: false,
  ...more,
});
const hit = (articleId: string, score: number, confidence?: number): KnowledgeHit => ({
  articleId,
  title: `标题${articleId}`,
  passage: `${articleId}的回答。`,
  score,
  language: "zh",
  ...(confidence === undefined ? {} : { confidence }),
});
const input = (more: Partial<SuggestInput> = {}): SuggestInput => ({
  turnId: "tn",
  understanding: understanding(),
  parts: [{ intent: null, hits: [] }],
  orders: [],
  templates: [],
  known: new Set(),
  asked: false,
  readyConfidence: 0.92,
  ...more,
});
const card = (more: Partial<OrderCard> = {}): OrderFinding => ({
  found: "one",
  card: { orderId: "o1", number: "20263345", status: "已发货", items: [], source: "table", asOf: 0, stale: false, matchedBy: "order_number", ...more },
});

describe("suggestions", () => {
  it("do not ask again for what the customer has told, here or elsewhere", () => {
    const template = (text: string) => ({ id: text, intent: "return_goods", text, unproven: false });
    const passage = { ...hit("a", 10, 0.95), passage: "七天内可以退货。请提供您的订单号，我们来登记。" };
    const offered = (known: readonly string[], text: string) =>
      suggest(input({ known: new Set(known), templates: [template(text)], parts: [{ intent: null, hits: [passage] }] }), 0).map((one) => one.text);
    expect(offered([], "麻烦发一下订单号")).toEqual(["麻烦发一下订单号", passage.passage]);
    expect(offered(["order_tail"], "麻烦发一下订单号")).toEqual(["七天内可以退货。我们来登记。"]);
    expect(offered(["phone"], "麻烦发一下订单号")).toContain("麻烦发一下订单号");
  });

  it.each([
    ["请提供一下您的订单号", ["order_number"], true],
    ["亲，订单号发我一下", ["order_number"], true],
    ["您的快递单号是多少呢", ["tracking_number"], true],
    ["Could you please send us your order number?", ["order_number"], true],
    ["What is your phone number?", ["phone"], true],
    ["If nothing has moved for 48 hours, tell us the order number and we will ask the courier.", ["order_number"], true],
    ["You do not need to tell us your order number.", ["order_number"], false],
    ["We will tell you the order number by mail.", ["order_number"], false],
    ["无需提供订单号，直接申请即可", ["order_number"], false],
    ["订单号可以在订单详情页看到", ["order_number"], false],
    ["Enter your order number on the tracking page.", ["order_number"], false],
    ["请提供一下您的订单号", ["phone", "email"], false],
  ])("%j asks for %j: %s", (text, known, asks) => {
    expect(asksForKnown(text, new Set(known))).toBe(asks);
  });

  it.each([
    ["If nothing has moved for 48 hours, tell us the order number and we will ask the courier.", "If nothing has moved for 48 hours, we will ask the courier."],
    ["Please send us your order number so that we can check with the courier.", "We can check with the courier."],
    ["We are sorry. Could you share your order number?", "We are sorry."],
    ["请提供订单号，我们会在48小时内联系快递核实。", "我们会在48小时内联系快递核实。"],
    ["显示签收却没有收到的，请把订单号发我，我们马上核实；确认丢件后全额退款。", "显示签收却没有收到的，我们马上核实，确认丢件后全额退款。"],
    ["麻烦提供一下订单号，以便我们为您查询。", "我们为您查询。"],
    ["亲，请提供订单号。", ""],
    ["如果还没收到，请提供订单号。", ""],
    ["If it is late, please send us your order number.", ""],
  ])("of %j there is left for whoever told the number: %j", (text, left) => {
    expect(withoutAsking(text, new Set(["order_number"]))).toBe(left);
    expect(withoutAsking(text, new Set(["email"]))).toBe(text);
  });

  it("offers the best article to whoever told the number in the same message, though its passage asks for it", () => {
    const passage = { ...hit("lost", 10, 0.95), passage: "显示签收但没有收到，请提供订单号，我们会联系快递核实并在48小时内回复。" };
    const [first] = suggest(input({ known: new Set(["order_number"]), parts: [{ intent: null, hits: [passage, hit("other", 4)] }] }), 0);
    expect(first).toMatchObject({ ready: true, evidence: [{ id: "lost" }], text: "显示签收但没有收到，我们会联系快递核实并在48小时内回复。" });
  });

  it("offers an article for Tab only when it was measured to answer", () => {
    const sure = suggest(input({ parts: [{ intent: null, hits: [hit("a", 10, 0.95), hit("b", 4)] }] }), 0);
    expect(sure[0]).toMatchObject({ text: "a的回答。", ready: true, confidence: 0.95, evidence: [{ kind: "article", id: "a" }] });
    expect(sure[1]?.confidence).toBeLessThanOrEqual(0.8);
    const unmeasured = suggest(input({ parts: [{ intent: null, hits: [hit("a", 100)] }] }), 0);
    expect(unmeasured[0]).toMatchObject({ ready: false });
    const degraded = suggest(input({ understanding: understanding({ degraded: true }), parts: [{ intent: null, hits: [hit("a", 10, 0.99)] }] }), 0);
    expect(degraded.some((suggestion) => suggestion.ready)).toBe(false);
  });

  it("answers each part of a message, and all of them together first", () => {
    const parts = [
      { intent: "return_goods", hits: [hit("return", 9, 0.9)] },
      { intent: "tracking_number_lost", hits: [hit("lost", 9, 0.9)] },
    ];
    const [together, ...rest] = suggest(input({ parts }), 0);
    expect(together?.text).toBe("return的回答。\n另外，lost的回答。");
    expect(together?.confidence).toBeCloseTo(0.81);
    expect(together?.evidence.map(({ id }) => id)).toEqual(["return", "lost"]);
    expect(rest.map(({ text }) => text)).toEqual(["return的回答。", "lost的回答。"]);
  });

  it("asks which of two near articles is meant, once, and never as something to send with Tab", () => {
    const parts = [{ intent: null, hits: [hit("a", 10, 0.5), hit("b", 9)] }];
    const question = suggest(input({ parts }), 0).find(({ kind }) => kind === "clarify");
    expect(question).toMatchObject({ text: "请问您想了解的是“标题a”，还是“标题b”？", ready: false });
    expect(suggest(input({ parts, asked: true }), 0).some(({ kind }) => kind === "clarify")).toBe(false);
    expect(suggest(input({ parts: [{ intent: null, hits: [hit("a", 10, 0.95), hit("b", 9)] }] }), 0).some(({ kind }) => kind === "clarify")).toBe(false);
    expect(suggest(input({ parts: [{ intent: null, hits: [hit("a", 10, 0.1), hit("b", 9)] }] }), 0).some(({ kind }) => kind === "clarify")).toBe(false);
  });

  it("tells of an order with Tab only to whom it is proven to belong", () => {
    const about = understanding({ intents: [{ name: "track_package", confidence: 0.99 }] });
    expect(suggest(input({ understanding: about, orders: [card({ verified: true })] }), 0)[0]).toMatchObject({ ready: true });
    const other = suggest(input({ understanding: about, orders: [card()] }), 0)[0];
    expect(other).toMatchObject({ ready: false, unproven: true });
    expect(suggest(input({ understanding: about, orders: [card({ verified: true, stale: true })] }), 0)[0]?.ready).toBe(false);
  });

  it("says nothing of its own", () => {
    expect(suggest(input(), 0)).toEqual([]);
  });
});

describe("templates", () => {
  const template = (id: string, more: Partial<Template> = {}): Template => ({
    id,
    intent: "invoice",
    language: "zh-CN",
    channel: "",
    text: id,
    updatedAt: 0,
    updatedBy: "",
    ...more,
  });
  const choose = (known: Template[], intents: string[], channel = "web", language = "zh") =>
    templatesFor(known, { intents, language, channel }).map(({ id }) => id);

  it("are chosen by intent, language and channel, the tenant's own before ours", () => {
    const known = [template("any"), template("wechat", { channel: "wechat_oa" }), template("english", { language: "en" })];
    expect(choose(known, ["invoice"])).toEqual(["any"]);
    expect(choose(known, ["invoice"], "wechat_oa")).toEqual(["wechat"]);
    expect(choose(known, ["invoice"], "web", "en")).toEqual(["english"]);
    expect(choose([template("own", { intent: "greeting" })], ["greeting"])).toEqual(["own"]);
    expect(choose([], ["greeting"])).toEqual(["built-in-greeting-zh"]);
  });

  it("of courtesy stay away when something else was asked", () => {
    expect(choose([template("any")], ["greeting", "invoice"])).toEqual(["any"]);
  });
});

it("a message's parts are its stretches in the order they were said", () => {
  const text = "我要退货，但是单号找不到了";
  const intents = [
    { name: "tracking_number_lost", confidence: 0.9, span: { start: 5, end: 13 } },
    { name: "return_goods", confidence: 0.9, span: { start: 0, end: 4 } },
  ];
  expect(partsOf(text, { intents })).toEqual([
    { intent: "return_goods", text: "我要退货" },
    { intent: "tracking_number_lost", text: "但是单号找不到了" },
  ]);
  expect(partsOf(text, { intents: intents.slice(1) })).toEqual([]);
});
