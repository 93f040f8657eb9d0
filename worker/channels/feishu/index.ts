/** Feishu 飞书 and Lark: a bot of a custom app. Source: open.feishu.cn, event subscription 2.0 and IM v1. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { asNumber, asRecord, asText } from "../exact-json.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseFeishu } from "./parse.ts";
import { baseOf, evidenceOfFeishu, mediaOfFeishu, outcomeOfFeishu, renderFeishu } from "./render.ts";
import { answerFeishuCheck, verifyFeishu } from "./verify.ts";

export const feishuConfigSchema = z.strictObject({
  appId: z.string().min(1).max(64),
  appSecret: z.string().min(1).max(128),
  verificationToken: z.string().min(1).max(128),
  /** Without it events are neither encrypted nor signed, and only the verification token speaks for them. */
  encryptKey: z.string().min(1).max(128).optional(),
  region: z.enum(["feishu", "lark"]).default("feishu"),
});
export type FeishuConfig = z.infer<typeof feishuConfigSchema>;

/** The platform gives the same token while more than 30 minutes are left. */
const TOKEN_EARLY_S = 300;

function readToken(body: unknown): { token: string; ttlS: number } | null {
  const answer = asRecord(body);
  const token = asText(answer?.tenant_access_token);
  const ttlS = asNumber(answer?.expire);
  return token === undefined || ttlS === undefined ? null : { token, ttlS };
}

export const feishu: Channel<FeishuConfig> = {
  kind: "feishu",
  config: feishuConfigSchema,
  secrets: ["appSecret", "verificationToken", "encryptKey"],
  baseUrl: "https://open.feishu.cn",
  capabilities: CAPABILITIES.feishu,
  handshake: answerFeishuCheck,
  verify: verifyFeishu,
  parse: parseFeishu,
  ack: () => ({ status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body: "{}" }),
  token: (config) => ({
    cacheKey: `feishu:${config.appId}`,
    request: {
      method: "POST",
      path: "/open-apis/auth/v3/tenant_access_token/internal",
      ...baseOf(config),
      auth: "none",
      json: { app_id: config.appId, app_secret: config.appSecret },
    },
    read: readToken,
    earlyS: TOKEN_EARLY_S,
    place: { in: "header", name: "authorization", prefix: "Bearer " },
  }),
  render: renderFeishu,
  media: mediaOfFeishu,
  evidence: evidenceOfFeishu,
  outcome: outcomeOfFeishu,
};
