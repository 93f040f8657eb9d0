/** A WeChat official account with its followers. */
import type { FakePlatform, WebhookRequest } from "./fake-platform.ts";
import { startWechat, type WechatFloor } from "./wechat-platform.ts";
import { plainQuery, safeQuery, wxSeal, wxSignature } from "./wechat-signing.ts";

export interface WechatOaFake extends WechatFloor, FakePlatform {
  /** Any message type, with its own fields as XML. */
  sendMessage(customer: string, type: string, fields: string): WebhookRequest;
  /** follow, menu click, scan: `fields` as XML. */
  sendEvent(customer: string, event: string, fields?: string): WebhookRequest;
  /** The console's URL check. */
  check(echo: string): WebhookRequest;
}

export async function startWechatOa(options: { safe?: boolean } = {}): Promise<WechatOaFake> {
  const config = {
    appId: "wxfake00000000001",
    appSecret: "fake-secret",
    token: "faketoken",
    ...(options.safe === false ? {} : { encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG" }),
  };
  const floor = await startWechat({
    kind: "wechat_oa",
    ...config,
    types: ["text", "image", "voice", "video", "news", "msgmenu", "miniprogrampage"],
    brief: { max: 3, openMs: 60_000 },
  });
  let lastId = 23_456_789_012_345_678n;

  const post = (xml: string): WebhookRequest => {
    const atS = Math.floor(floor.clock.now() / 1000);
    const headers = { "content-type": "text/xml" };
    if (config.encodingAesKey === undefined) return { method: "POST", query: plainQuery(config.token, atS), headers, body: Buffer.from(xml) };
    const sealed = wxSeal(config.encodingAesKey, xml, config.appId);
    const body = Buffer.from(`<xml><ToUserName><![CDATA[gh_fake]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`);
    return { method: "POST", query: safeQuery(config.token, sealed, atS), headers, body };
  };
  const frame = (customer: string, fields: string): string =>
    `<xml><ToUserName><![CDATA[gh_fake]]></ToUserName><FromUserName><![CDATA[${customer}]]></FromUserName><CreateTime>${Math.floor(floor.clock.now() / 1000)}</CreateTime>${fields}</xml>`;
  const sendMessage = (customer: string, type: string, fields: string): WebhookRequest => {
    floor.wrote(customer);
    lastId += 1n;
    return post(frame(customer, `<MsgType><![CDATA[${type}]]></MsgType>${fields}<MsgId>${lastId}</MsgId>`));
  };

  return {
    ...floor,
    config,
    sendMessage,
    say: async (customer, text) => sendMessage(customer, "text", `<Content><![CDATA[${text}]]></Content>`),
    sendEvent(customer, event, fields = "") {
      if (event === "unsubscribe") floor.left(customer);
      else floor.touched(customer);
      return post(frame(customer, `<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${event}]]></Event>${fields}`));
    },
    check(echo) {
      const timestamp = String(Math.floor(floor.clock.now() / 1000));
      const query = `signature=${wxSignature(config.token, timestamp, "7")}&timestamp=${timestamp}&nonce=7&echostr=${echo}`;
      return { method: "GET", query, headers: {}, body: new Uint8Array(0) };
    },
  };
}
