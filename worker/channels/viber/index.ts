/** Viber bots. Source: developers.viber.com/docs/api/rest-bot-api. New bots exist on commercial terms only since 2024-02-05. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseViber } from "./parse.ts";
import { outcomeOfViber, renderViber } from "./render.ts";
import { verifyViber } from "./verify.ts";

export const viberConfigSchema = z.strictObject({
  /** Admin panel → Edit info → Token. Signs the webhooks too. */
  authToken: z.string().min(16).max(200),
  /** Shown above every message. */
  senderName: z.string().min(1).max(28),
  senderAvatar: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .optional(),
  /** The bot's URI: user ids are its own, so it is their scope. */
  botUri: z.string().max(100).default(""),
});
export type ViberConfig = z.infer<typeof viberConfigSchema>;

export const viber: Channel<ViberConfig> = {
  kind: "viber",
  config: viberConfigSchema,
  secrets: ["authToken"],
  baseUrl: "https://chatapi.viber.com",
  capabilities: CAPABILITIES.viber,
  verify: verifyViber,
  parse: parseViber,
  ack: () => ({ status: 200, headers: {}, body: "" }),
  render: renderViber,
  outcome: outcomeOfViber,
};
