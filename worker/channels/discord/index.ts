/**
 * Discord interactions: commands, buttons and forms over HTTP. Ordinary messages are only told over Discord's gateway, a socket of its own.
 * Source: docs.discord.com/developers/interactions/receiving-and-responding.
 */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseDiscord } from "./parse.ts";
import { outcomeOfDiscord, renderDiscord, signalDiscord } from "./render.ts";
import { ackDiscord, answerDiscordPing, verifyDiscord } from "./verify.ts";

export const discordConfigSchema = z.strictObject({
  /** General Information. */
  applicationId: z.string().regex(/^\d{1,25}$/),
  publicKey: z.string().regex(/^[0-9a-f]{64}$/i, "64 hex digits"),
  /** For the typing sign only. */
  botToken: z.string().min(20).max(200).optional(),
});
export type DiscordConfig = z.infer<typeof discordConfigSchema>;

export const discord: Channel<DiscordConfig> = {
  kind: "discord",
  config: discordConfigSchema,
  secrets: ["botToken"],
  baseUrl: "https://discord.com/api/v10",
  capabilities: CAPABILITIES.discord,
  handshake: answerDiscordPing,
  verify: verifyDiscord,
  parse: parseDiscord,
  ack: ackDiscord,
  render: renderDiscord,
  signal: signalDiscord,
  outcome: outcomeOfDiscord,
};
