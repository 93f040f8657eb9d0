/** DingTalk 钉钉: a robot of an app in HTTP mode. Source: open.dingtalk.com, 机器人接收消息 and 机器人发送单聊/群聊消息. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { asNumber, asRecord, asText } from "../exact-json.ts";
import { CAPABILITIES } from "../rules.ts";
import { encodingAesKeySchema } from "../wechat-crypto.ts";
import { parseDingtalk } from "./parse.ts";
import { evidenceOfDingtalk, mediaOfDingtalk, outcomeOfDingtalk, renderDingtalk } from "./render.ts";
import { ackDingtalk, answerDingtalkProbe, verifyDingtalk } from "./verify.ts";

export const dingtalkConfigSchema = z.strictObject({
  /** Client ID of the app (formerly AppKey). */
  appKey: z.string().min(1).max(64),
  appSecret: z.string().min(1).max(128),
  /** Usually the same as the app key. */
  robotCode: z.string().min(1).max(64),
  /** Event subscription over HTTP, if it is pointed here: its token and aes_key. */
  eventToken: z.string().min(1).max(64).optional(),
  eventAesKey: encodingAesKeySchema.optional(),
  /** The id inside event envelopes, where it is not the app key (corpId, suiteKey). */
  eventReceiveId: z.string().max(64).optional(),
});
export type DingtalkConfig = z.infer<typeof dingtalkConfigSchema>;

const TOKEN_EARLY_S = 300;

function readToken(body: unknown): { token: string; ttlS: number } | null {
  const answer = asRecord(body);
  const token = asText(answer?.accessToken);
  const ttlS = asNumber(answer?.expireIn);
  return token === undefined || ttlS === undefined ? null : { token, ttlS };
}

export const dingtalk: Channel<DingtalkConfig> = {
  kind: "dingtalk",
  config: dingtalkConfigSchema,
  secrets: ["appSecret", "eventToken", "eventAesKey"],
  baseUrl: "https://api.dingtalk.com",
  capabilities: CAPABILITIES.dingtalk,
  handshake: answerDingtalkProbe,
  verify: verifyDingtalk,
  parse: parseDingtalk,
  ack: ackDingtalk,
  token: (config) => ({
    cacheKey: `dingtalk:${config.appKey}`,
    request: { method: "POST", path: "/v1.0/oauth2/accessToken", auth: "none", json: { appKey: config.appKey, appSecret: config.appSecret } },
    read: readToken,
    earlyS: TOKEN_EARLY_S,
    place: { in: "header", name: "x-acs-dingtalk-access-token", prefix: "" },
  }),
  render: renderDingtalk,
  media: mediaOfDingtalk,
  evidence: evidenceOfDingtalk,
  outcome: outcomeOfDingtalk,
};
