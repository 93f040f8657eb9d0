/** LINE Official Accounts. Source: developers.line.biz/en/reference/messaging-api. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { asNumber, asRecord, asText } from "../exact-json.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseLine } from "./parse.ts";
import { evidenceOfLine, mediaOfLine, outcomeOfLine, renderLine, signalLine } from "./render.ts";
import { verifyLine } from "./verify.ts";

export const lineConfigSchema = z.strictObject({
  /** Basic settings of the Messaging API channel. */
  channelId: z.string().regex(/^\d{1,20}$/),
  channelSecret: z.string().min(16).max(100),
  /** User ids are the same within one provider: its name joins customers of several accounts of ours. */
  provider: z.string().max(100).optional(),
});
export type LineConfig = z.infer<typeof lineConfigSchema>;

/** Stateless tokens live 15 minutes. */
const TOKEN_EARLY_S = 60;

function readToken(body: unknown): { token: string; ttlS: number } | null {
  const answer = asRecord(body);
  const token = asText(answer?.access_token);
  const ttlS = asNumber(answer?.expires_in);
  return token === undefined || ttlS === undefined ? null : { token, ttlS };
}

export const line: Channel<LineConfig> = {
  kind: "line",
  config: lineConfigSchema,
  secrets: ["channelSecret"],
  baseUrl: "https://api.line.me",
  capabilities: CAPABILITIES.line,
  verify: verifyLine,
  parse: parseLine,
  ack: () => ({ status: 200, headers: {}, body: "" }),
  token: (config) => ({
    cacheKey: `line:${config.channelId}`,
    request: {
      method: "POST",
      path: "/oauth2/v3/token",
      auth: "none",
      form: { grant_type: "client_credentials", client_id: config.channelId, client_secret: config.channelSecret },
    },
    read: readToken,
    earlyS: TOKEN_EARLY_S,
    place: { in: "header", name: "authorization", prefix: "Bearer " },
  }),
  render: renderLine,
  signal: signalLine,
  media: mediaOfLine,
  evidence: evidenceOfLine,
  outcome: outcomeOfLine,
};
