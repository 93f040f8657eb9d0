import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChannelEvent } from "../../../../protocol/channels.ts";
import { parseExactJson } from "../../../../worker/channels/exact-json.ts";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { brokenPayload } from "../../../contract/mutations.ts";
import { wecomKfFixture } from "../../../fixtures/channels/wecom_kf.ts";
import vectors from "../../../fixtures/vectors/wecom-kf.json" with { type: "json" };

channelContract(wecomKfFixture);

const channel = bound(wecomKfFixture);
const HINT = { openKfId: "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q", token: "ENC" };
const USER = "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw";
const AT = 1_615_478_590_000;

function read(list: unknown[], cursor: string | null = "c0", now = AT): ChannelEvent[] {
  const page = channel.pull(HINT, cursor)?.read({ errcode: 0, next_cursor: "c1", has_more: 0, msg_list: list }, now);
  if (!page) throw new Error("the page was not understood");
  return page.events;
}
const entry = (msgtype: string, content: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  msgid: `id-${msgtype}`,
  open_kfid: HINT.openKfId,
  external_userid: USER,
  send_time: 1_615_478_585,
  origin: 3,
  msgtype,
  [msgtype]: content,
  ...more,
});
const partsOf = (events: ChannelEvent[]) => events.flatMap((event) => (event.type === "message" ? event.parts : []));

describe("the pages behind the WeCom doorbell", () => {
  test("never stop the pull, however broken they are", () => {
    fc.assert(
      fc.property(brokenPayload([JSON.stringify(vectors.syncMsgResponseExample)]), (text) => {
        const page = channel.pull(HINT, "c0")?.read(parseExactJson(text), AT);
        for (const event of page?.events ?? []) expect(event.key).not.toBe("");
      }),
      { numRuns: 1000 },
    );
  });

  test("are asked for with the doorbell's token and the stored cursor", () => {
    expect(channel.pull(HINT, "cursor-1")?.call).toEqual({
      method: "POST",
      path: "/cgi-bin/kf/sync_msg",
      auth: "token",
      json: { cursor: "cursor-1", token: "ENC", limit: 1000, voice_format: 0, open_kfid: HINT.openKfId },
      idempotent: true,
    });
  });

  test("give every message and event of the documentation's page", () => {
    const page = channel.pull(HINT, "c0")?.read(vectors.syncMsgResponseExample, AT);
    expect(page?.cursor).toBe("4gw7MepFLfgF2VC5npN");
    expect(page?.more).toBe(false);
    expect(page?.events.map((event) => [event.type, event.key])).toEqual([
      ["message", "from_msgid_4622416642169452483"],
      ["message", "m2"],
      ["message", "m3"],
      ["presence", "m4"],
      ["receipt", "m5"],
    ]);
    expect(partsOf(page?.events ?? [])).toEqual([
      { type: "action", id: "101", label: "hello world" },
      { type: "media", media: { kind: "image", ref: { mediaId: "2iSLeVyqzk4eX0IB5kTi9Ljfa2rt9dwfq5WKRQ4Nvvgw" } } },
      {
        type: "location",
        lat: 23.1060218811035,
        lng: 113.320503234863,
        datum: "gcj02",
        name: "广州国际媒体港(广州市海珠区)",
        address: "广东省广州市海珠区滨江东路",
      },
    ]);
  });

  test("keep the cursor when the platform sends none, so that nothing is skipped", () => {
    expect(channel.pull(HINT, "c7")?.read({ errcode: 0, has_more: 1, msg_list: [] }, AT)).toEqual({ events: [], cursor: "c7", more: true });
  });

  test("are not understood when the platform answers an error", () => {
    expect(channel.pull(HINT, "c7")?.read({ errcode: 95007, errmsg: "invalid cursor" }, AT)).toBeNull();
  });

  test("import what a servicer typed in the WeCom client as the agent's words", () => {
    const [echo] = read([entry("text", { content: "稍等" }, { origin: 5, servicer_userid: "lisi" })]);
    expect(echo).toMatchObject({ type: "message", echo: true, meta: { servicer: "lisi" }, thread: `${HINT.openKfId}:${USER}` });
  });

  test("mark old history on the first pull only, so that the bot does not answer last week", () => {
    const old = entry("text", { content: "在吗" }, { send_time: AT / 1000 - 3600 });
    expect(read([old], null)[0]).toMatchObject({ meta: { history: "1" } });
    expect(read([old], "c0")[0]).not.toHaveProperty("meta");
  });

  test("offer the welcome code of an opened session for twenty seconds", () => {
    const [opened] = read([
      entry("event", { event_type: "enter_session", open_kfid: HINT.openKfId, external_userid: USER, scene_param: "signed", welcome_code: "W" }, { origin: 4 }),
    ]);
    expect(opened).toMatchObject({
      type: "presence",
      state: "opened",
      payload: "signed",
      opens: "opened",
      reply: { kind: "token", data: "W", expiresAt: 1_615_478_605_000, uses: 1 },
    });
  });

  test.each([
    [1, "gone"],
    [4, "window"],
    [6, "quota"],
    [8, "policy"],
    [10, "blocked"],
  ])("say why a sent message failed: fail_type %i is %s", (failType, kind) => {
    const [receipt] = read([
      entry("event", { event_type: "msg_send_fail", open_kfid: HINT.openKfId, external_userid: USER, fail_msgid: "ours", fail_type: failType }, { origin: 4 }),
    ]);
    expect(receipt).toMatchObject({ type: "receipt", receipt: { status: "failed", providerIds: ["ours"], error: { class: kind } } });
  });

  test("take back what the customer recalled", () => {
    const [recall] = read([
      entry("event", { event_type: "user_recall_msg", open_kfid: HINT.openKfId, external_userid: USER, recall_msgid: "m9" }, { origin: 4 }),
    ]);
    expect(recall).toMatchObject({ type: "message_deleted", providerId: "m9" });
  });

  test("keep every kind of message a customer can send", () => {
    const parts = partsOf(
      read([
        entry("voice", { media_id: "v" }),
        entry("video", { media_id: "mp4" }),
        entry("file", { media_id: "pdf" }),
        entry("link", { title: "标题", desc: "说明", url: "https://a.example" }),
        entry("miniprogram", { title: "订单", pagepath: "pages/order?id=1" }),
        entry("channels_shop_order", { order_id: "1024", product_titles: "鞋", price_wording: "¥99", state: "待发货" }),
        entry("merged_msg", { title: "聊天记录", item: [{ sender_name: "张三", msgtype: "text", msg_content: `{"text":{"content":"哪里退款"}}` }] }),
        entry("business_card", { userid: "x" }),
        entry("hologram", {}),
      ]),
    );
    expect(parts).toEqual([
      { type: "media", media: { kind: "audio", ref: { mediaId: "v" }, mime: "audio/amr" } },
      { type: "media", media: { kind: "video", ref: { mediaId: "mp4" } } },
      { type: "media", media: { kind: "file", ref: { mediaId: "pdf" } } },
      { type: "text", text: "标题\n说明\nhttps://a.example" },
      { type: "text", text: "订单\npages/order?id=1" },
      { type: "text", text: "鞋\n1024\n¥99\n待发货" },
      { type: "text", text: "聊天记录\n张三: 哪里退款" },
      { type: "unsupported", hint: "business_card" },
      { type: "unsupported", hint: "hologram" },
    ]);
  });
});
