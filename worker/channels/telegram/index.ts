/** Telegram bots. Source: core.telegram.org/bots/api. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseTelegram } from "./parse.ts";
import { mediaOfTelegram, outcomeOfTelegram, renderTelegram, signalTelegram } from "./render.ts";
import { ackTelegram, verifyTelegram } from "./verify.ts";

export const telegramConfigSchema = z.strictObject({
  /** From @BotFather: `<bot id>:<secret>`. */
  botToken: z.string().regex(/^\d{1,20}:[A-Za-z0-9_-]{20,100}$/, "a bot token looks like 123456:ABC-DEF…"),
  /** The `secret_token` given to setWebhook; Telegram repeats it in a header of every request. */
  secretToken: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, "1 to 256 of A-Z a-z 0-9 _ -"),
});
export type TelegramConfig = z.infer<typeof telegramConfigSchema>;

export const telegram: Channel<TelegramConfig> = {
  kind: "telegram",
  config: telegramConfigSchema,
  secrets: ["botToken", "secretToken"],
  baseUrl: "https://api.telegram.org",
  capabilities: CAPABILITIES.telegram,
  verify: verifyTelegram,
  parse: parseTelegram,
  ack: ackTelegram,
  render: renderTelegram,
  signal: signalTelegram,
  media: mediaOfTelegram,
  outcome: outcomeOfTelegram,
};
