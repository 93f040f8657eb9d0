import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";

interface Card {
  number: string;
  source: string;
  stale: boolean;
  verified: boolean;
  tracking?: { number: string; state?: string };
}

describe("orders fetched from plain words", () => {
  let engine: RunningEngine;
  let shop: Server;
  let shopUrl: string;
  let shopSays: "order" | "another" | "nonsense" | "hang" = "order";
  const asked: { url: string; signature: string | undefined }[] = [];

  beforeAll(async () => {
    engine = await runEngine();
    shop = createServer((request, response) => {
      asked.push({ url: request.url ?? "", signature: request.headers["x-signature"] as string | undefined });
      if (shopSays === "hang") return;
      const number = shopSays === "another" ? "SHOP-9999" : "SHOP-7777";
      response.end(
        shopSays === "nonsense" ? "<html>" : JSON.stringify({ data: { list: [{ no: number, state: "shipped", ship: { code: "YT7777000011112" } }] } }),
      );
    });
    await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
    shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    shop.closeAllConnections();
    shop.close();
    await engine.stop();
    await engine.remove();
  });

  let count = 0;
  /** The cards beside the conversation once the message has been thought about. */
  async function cardsFor(text: string, from: Record<string, string> = { id: `o-${count++}` }): Promise<Card[]> {
    const sent = await engine.call("POST", "/v1/message", { from, text });
    const view = await eventually(async () => {
      const seen = await engine.call("GET", `/v1/conversations/${String(sent.body.conversationId)}`);
      const turns = seen.body.turns as { id: string; intents?: unknown }[];
      return turns.find((turn) => turn.id === sent.body.messageId)?.intents !== undefined && seen;
    }, "the message is understood");
    return view.body.orders as Card[];
  }

  it.each(["订单尾号3345的快递到哪了", "where is the parcel ending 3345", "我的订单2026112033345什么时候到"])("fills the card from: %s", async (text) => {
    const [card, ...others] = await cardsFor(text);
    expect(others).toEqual([]);
    expect(card).toMatchObject({ number: "2026112033345", source: "table", stale: false, verified: false, tracking: { number: "SF1390000003345" } });
  });

  it("knows the buyer by a proven identity only", async () => {
    const [card] = await cardsFor("订单尾号3345的快递到哪了", { id: "demo-user-1" });
    expect(card?.verified).toBe(true);
    const [claimed] = await cardsFor("订单尾号3345的快递到哪了", { id: "somebody", phone: "13800003345" });
    expect(claimed?.verified).toBe(false);
  });

  it("finds a proven buyer's order by its goods, and nobody else's", async () => {
    const [card, ...others] = await cardsFor("我前几天买的羊毛围巾到哪了", { id: "demo-user-1" });
    expect(others).toEqual([]);
    expect(card).toMatchObject({ number: "2026112033345", verified: true });
    expect(await cardsFor("我前几天买的羊毛围巾到哪了", { id: "nobody-known" })).toEqual([]);
  });

  it("remembers on another day which order was meant", async () => {
    await cardsFor("订单尾号3345", { id: "forgetful" });
    const [card] = await cardsFor("我的快递到哪了？", { id: "forgetful" });
    expect(card?.number).toBe("2026112033345");
  });

  it("fills no card from a price, a date or a year", async () => {
    expect(await cardsFor("这个 3345 元的围巾 2026 年还有货吗")).toEqual([]);
  });

  it("offers several matches as candidates", async () => {
    const csv = "订单号,状态,商品,手机号\nA-1-5566,待发货,杯子;盘子,13700001111\nB-2-5566,已签收,灯,13700002222\n";
    const answer = await engine.call("POST", "/v1/orders/import", csv, { headers: { "content-type": "text/csv" } });
    expect(answer.body).toMatchObject({ imported: 2, skipped: 0 });
    expect((await cardsFor("尾号5566的订单")).map((card) => card.number).sort()).toEqual(["A-1-5566", "B-2-5566"]);
  });

  it("imports what it can and names the lines it cannot", async () => {
    const lines = ['{"number":"L-1","status":"ok"}', "{broken", '{"status":"no number"}', '{"number":"L-2","status":"ok","placedAt":"yesterday-ish"}'].join(
      "\n",
    );
    const answer = await engine.call("POST", "/v1/orders/import", lines, { headers: { "content-type": "application/jsonl" } });
    expect(answer.body).toMatchObject({ imported: 1, skipped: 3, complaints: [{ line: 2 }, { line: 3, field: "number" }, { line: 4, field: "placedAt" }] });
    expect((await engine.call("GET", "/v1/orders?number=L-1")).body.orders).toHaveLength(1);
  });

  it("asks the shop, signed; believes no other order; answers from the copy when the shop hangs", async () => {
    const config = {
      urls: { order_number: `${shopUrl}/orders?no={value}`, order_tail: `${shopUrl}/orders?tail={value}` },
      at: "data.list",
      fields: { number: "no", status: "state", trackingNumber: "ship.code" },
      signingSecret: "a-shared-secret",
    };
    const made = await engine.call("POST", "/v1/order-connectors", { kind: "rest", name: "shop", config });
    expect(made.status).toBe(201);
    const [card] = await cardsFor("订单尾号7777到哪了");
    expect(card).toMatchObject({ number: "SHOP-7777", stale: false, source: made.body.id });
    expect(asked.at(-1)).toMatchObject({ url: "/orders?tail=7777", signature: expect.stringMatching(/^[0-9a-f]{64}$/) });
    shopSays = "another";
    expect(await cardsFor("订单尾号6666到哪了")).toEqual([]);
    shopSays = "nonsense";
    expect(await cardsFor("订单尾号6655到哪了")).toEqual([]);
    shopSays = "hang";
    const [copy] = await cardsFor("订单尾号7777到哪了");
    expect(copy).toMatchObject({ number: "SHOP-7777", stale: true });
    expect(JSON.stringify((await engine.call("GET", "/v1/order-connectors")).body)).not.toContain("a-shared-secret");
  });

  it("refuses a connector whose address is none", async () => {
    const config = { urls: { order_tail: "not an address" } };
    expect((await engine.call("POST", "/v1/order-connectors", { kind: "rest", name: "x", config })).status).toBe(400);
  });

  it("what was told is in the summary for whoever takes over, and an agent may correct it or take it away", async () => {
    const text = "订单号 20263399 的快递到哪了";
    const sent = await engine.call("POST", "/v1/message", { from: { id: "told-1" }, text });
    const path = `/v1/conversations/${String(sent.body.conversationId)}`;
    interface Fact {
      name: string;
      value: string;
      told: { by: string; channel?: string };
    }
    interface Summary {
      facts: Fact[];
      last: unknown;
    }
    const summary = async () => (await engine.call("GET", path)).body.summary as Summary;
    const orders = async () => (await summary()).facts.filter(({ name }) => name === "order_number");
    await eventually(async () => (await orders()).length > 0, "the number is remembered");
    expect(await orders()).toMatchObject([{ value: "20263399", told: { by: "customer", channel: "api" }, elsewhere: false }]);
    expect((await summary()).last).toMatchObject({ customer: { text }, shop: null, waitsFor: "shop" });
    expect((await engine.call("POST", `${path}/facts`, { name: "order_number", value: "20263398" })).status).toBe(200);
    expect(await orders()).toMatchObject([{ value: "20263398", told: { by: "agent" } }]);
    expect((await engine.call("POST", `${path}/facts`, { name: "order_number", value: null })).status).toBe(200);
    expect(await orders()).toEqual([]);
    expect((await engine.call("POST", `${path}/facts`, { name: "", value: "x" })).body.code).toBe("invalid");
    expect((await engine.call("GET", `${path}?before=1`)).body.summary).toBeUndefined();
  });
});
