/** Zalo Official Accounts. Source: developers.zalo.me/docs/official-account. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { asNumber, asRecord, asText } from "../exact-json.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseZalo } from "./parse.ts";
import { outcomeOfZalo, renderZalo } from "./render.ts";
import { verifyZalo } from "./verify.ts";

export const zaloConfigSchema = z.strictObject({
  appId: z.string().regex(/^\d{1,25}$/),
  /** App secret: renews access tokens. */
  appSecret: z.string().min(1).max(100),
  /** OA secret key (Webhook page): signs the webhooks. */
  oaSecretKey: z.string().min(1).max(100),
  oaId: z.string().regex(/^\d{1,25}$/),
  /** The first refresh token; each works once and brings the next. */
  refreshToken: z.string().min(1).max(1000),
});
export type ZaloConfig = z.infer<typeof zaloConfigSchema>;

/** Of about 25 hours. */
const TOKEN_EARLY_S = 600;

function readToken(body: unknown): { token: string; ttlS: number; refreshToken?: string } | null {
  const answer = asRecord(body);
  const token = asText(answer?.access_token);
  const ttlS = asNumber(answer?.expires_in);
  const refreshToken = asText(answer?.refresh_token);
  return token === undefined || ttlS === undefined ? null : { token, ttlS, ...(refreshToken === undefined ? {} : { refreshToken }) };
}

export const zalo: Channel<ZaloConfig> = {
  kind: "zalo",
  config: zaloConfigSchema,
  secrets: ["appSecret", "oaSecretKey", "refreshToken"],
  baseUrl: "https://openapi.zalo.me",
  capabilities: CAPABILITIES.zalo,
  providerAccount: (config) => config.oaId,
  verify: verifyZalo,
  parse: parseZalo,
  ack: () => ({ status: 200, headers: {}, body: "" }),
  token: (config) => ({
    cacheKey: `zalo:${config.appId}:${config.oaId}`,
    request: {
      method: "POST",
      path: "/v4/oa/access_token",
      base: "https://oauth.zaloapp.com",
      auth: "none",
      headers: { secret_key: config.appSecret },
      form: { refresh_token: "{{refresh_token}}", app_id: config.appId, grant_type: "refresh_token" },
    },
    refreshToken: config.refreshToken,
    read: readToken,
    earlyS: TOKEN_EARLY_S,
    place: { in: "header", name: "access_token", prefix: "" },
  }),
  render: renderZalo,
  outcome: outcomeOfZalo,
};
