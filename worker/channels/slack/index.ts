/** Slack: a bot in direct messages and channels of one workspace. Source: docs.slack.dev (Events API, interactivity, Web API). */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseSlack } from "./parse.ts";
import { evidenceOfSlack, mediaOfSlack, outcomeOfSlack, renderSlack } from "./render.ts";
import { answerSlackCheck, verifySlack } from "./verify.ts";

export const slackConfigSchema = z.strictObject({
  /** Basic Information → App Credentials. */
  signingSecret: z.string().min(16).max(100),
  /** OAuth & Permissions → Bot User OAuth Token. */
  botToken: z.string().regex(/^xox[be]\.?-?[\w.-]{5,400}$/, "a bot token begins with xoxb-"),
});
export type SlackConfig = z.infer<typeof slackConfigSchema>;

export const slack: Channel<SlackConfig> = {
  kind: "slack",
  config: slackConfigSchema,
  secrets: ["signingSecret", "botToken"],
  baseUrl: "https://slack.com/api",
  capabilities: CAPABILITIES.slack,
  handshake: answerSlackCheck,
  verify: verifySlack,
  parse: parseSlack,
  ack: () => ({ status: 200, headers: {}, body: "" }),
  render: renderSlack,
  media: mediaOfSlack,
  evidence: evidenceOfSlack,
  outcome: outcomeOfSlack,
};
