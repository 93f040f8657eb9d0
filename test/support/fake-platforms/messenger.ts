/** A Facebook page and the people who write to it. */
import { type MetaFake, startMeta } from "./meta-messaging.ts";

const MAX_TEXT = 2000;

export const startMessenger = (): Promise<MetaFake> =>
  startMeta({
    kind: "messenger",
    object: "page",
    accountId: "PAGE_ID",
    token: "fake-page-token",
    path: "/v25.0/me/messages",
    config: { appSecret: "fake_meta_app_secret", verifyToken: "fake-verify", pageAccessToken: "fake-page-token", pageId: "PAGE_ID", humanAgent: true },
    tooLong: (text) => text.length > MAX_TEXT,
  });
