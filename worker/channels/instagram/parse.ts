/** What people write to an Instagram account; answers to a story come as messages that name it. */
import type { Parsed, RawRequest } from "../channel.ts";
import { parseMetaMessaging } from "../meta-events.ts";
import type { InstagramConfig } from "./index.ts";

export const parseInstagram = (payload: string, config: InstagramConfig, _request: RawRequest, now: number): Parsed =>
  parseMetaMessaging(payload, { object: "instagram", accountId: config.accountId, appId: config.appId, identity: "igsid" }, now);
