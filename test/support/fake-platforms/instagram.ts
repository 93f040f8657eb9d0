/** An Instagram account and the people who write to it. */
import { type MetaFake, startMeta } from "./meta-messaging.ts";

const MAX_BYTES = 1000;
const ACCOUNT = "17841400000000000";

export const startInstagram = (): Promise<MetaFake> =>
  startMeta({
    kind: "instagram",
    object: "instagram",
    accountId: ACCOUNT,
    token: "fake-ig-token",
    path: `/v25.0/${ACCOUNT}/messages`,
    config: { appSecret: "fake_instagram_secret", verifyToken: "fake-verify", accessToken: "fake-ig-token", accountId: ACCOUNT, humanAgent: true },
    tooLong: (text) => Buffer.byteLength(text) > MAX_BYTES,
  });
