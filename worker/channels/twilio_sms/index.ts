/** SMS and MMS by Twilio. Source: twilio.com/docs/messaging, twilio.com/docs/usage/security. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseTwilio } from "./parse.ts";
import { mediaOfTwilio, outcomeOfTwilio, renderTwilio } from "./render.ts";
import { verifyTwilio } from "./verify.ts";

export const twilioConfigSchema = z
  .strictObject({
    accountSid: z.string().regex(/^AC[0-9a-zA-Z]{1,64}$/, "an account SID begins with AC"),
    /** Signs the webhooks too. */
    authToken: z.string().min(3).max(100),
    /** Our number, E.164, or a short code. */
    from: z.string().min(3).max(40).optional(),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-zA-Z]{1,64}$/)
      .optional(),
    /** Where Twilio tells what became of our messages: the webhook URL of this channel. */
    statusCallback: z
      .url({ protocol: /^https$/ })
      .max(2000)
      .optional(),
    /** The origin Twilio calls, where a proxy shows us another one. It is part of what is signed. */
    publicOrigin: z
      .url({ protocol: /^https$/ })
      .max(300)
      .optional(),
  })
  .refine((config) => config.from !== undefined || config.messagingServiceSid !== undefined, "give a from number or a messagingServiceSid");
export type TwilioConfig = z.infer<typeof twilioConfigSchema>;

export const twilioSms: Channel<TwilioConfig> = {
  kind: "twilio_sms",
  config: twilioConfigSchema,
  secrets: ["authToken"],
  baseUrl: "https://api.twilio.com",
  capabilities: CAPABILITIES.twilio_sms,
  verify: verifyTwilio,
  parse: parseTwilio,
  // Anything else in the answer would be sent to the customer.
  ack: () => ({ status: 200, headers: { "content-type": "text/xml; charset=utf-8" }, body: "<Response/>" }),
  render: renderTwilio,
  media: mediaOfTwilio,
  outcome: outcomeOfTwilio,
};
