/** The one rule table: kind → what its platform allows. Used by the sender before sending and shown to the agent. */
import type { ChannelKind } from "../../../protocol/channels.ts";
import type { Capabilities } from "../channel.ts";
import * as abroad from "./capabilities-abroad.ts";
import * as china from "./capabilities-china.ts";

export const CAPABILITIES: Readonly<Record<ChannelKind, Capabilities>> = { ...china, ...abroad };
