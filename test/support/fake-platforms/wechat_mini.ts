/** A WeChat mini program whose users write to its customer service. */
import type { FakePlatform, WebhookRequest } from "./fake-platform.ts";
import { startWechat, type WechatFloor } from "./wechat-platform.ts";
import { safeQuery, wxSeal } from "./wechat-signing.ts";

export interface WechatMiniFake extends WechatFloor, FakePlatform {
  sendMessage(customer: string, type: string, fields: Record<string, unknown>): WebhookRequest;
  /** The customer opens the session with a button that carries `sessionFrom`. */
  enter(customer: string, sessionFrom: string): WebhookRequest;
}

export async function startWechatMini(): Promise<WechatMiniFake> {
  const config = { appId: "wxfakemini0000001", appSecret: "fake-secret", token: "faketoken", encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG" };
  const floor = await startWechat({ kind: "wechat_mini", ...config, types: ["text", "image", "link", "miniprogrampage"], brief: { max: 1, openMs: 60_000 } });
  let lastId = 23_456_789_012_345_678n;

  const post = (json: string): WebhookRequest => {
    const sealed = wxSeal(config.encodingAesKey, json, config.appId);
    const body = Buffer.from(JSON.stringify({ ToUserName: "gh_fake", Encrypt: sealed }));
    return {
      method: "POST",
      query: safeQuery(config.token, sealed, Math.floor(floor.clock.now() / 1000)),
      headers: { "content-type": "application/json" },
      body,
    };
  };
  const frame = (customer: string, fields: Record<string, unknown>) => ({
    ToUserName: "gh_fake",
    FromUserName: customer,
    CreateTime: Math.floor(floor.clock.now() / 1000),
    ...fields,
  });
  const sendMessage = (customer: string, type: string, fields: Record<string, unknown>): WebhookRequest => {
    floor.wrote(customer);
    lastId += 1n;
    const json = JSON.stringify(frame(customer, { MsgType: type, ...fields }));
    return post(`${json.slice(0, -1)},"MsgId":${lastId}}`); // a bare number, as the platform sends it
  };

  return {
    ...floor,
    config,
    sendMessage,
    say: async (customer, text) => sendMessage(customer, "text", { Content: text }),
    enter(customer, sessionFrom) {
      floor.touched(customer);
      return post(JSON.stringify(frame(customer, { MsgType: "event", Event: "user_enter_tempsession", SessionFrom: sessionFrom })));
    },
  };
}
