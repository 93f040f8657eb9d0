/** What people write to a page. While another app holds the thread (`standby`) nothing is taken: it is that app's conversation. */
import type { Parsed, RawRequest } from "../channel.ts";
import { parseMetaMessaging } from "../meta-events.ts";
import type { MessengerConfig } from "./index.ts";

export const parseMessenger = (payload: string, config: MessengerConfig, _request: RawRequest, now: number): Parsed =>
  parseMetaMessaging(payload, { object: "page", accountId: config.pageId, appId: config.appId, identity: "psid" }, now);
