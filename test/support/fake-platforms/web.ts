/** The host's own server, which posts for its users. Replies are pushed by the session, so nothing is ever called here. */
import { createHmac } from "node:crypto";
import { type FakeFloor, type FakePlatform, startFake, type WebhookRequest } from "./fake-platform.ts";

const SECRET = "fake_identity_secret_of_at_least_32_bytes";

export const userHash = (secret: string, id: string): string => createHmac("sha256", secret).update(id).digest("hex");

export async function startWeb(): Promise<FakeFloor & FakePlatform> {
  const floor = await startFake("web", {});
  let count = 0;
  return {
    ...floor,
    config: { identitySecret: SECRET },
    say: async (customer, text): Promise<WebhookRequest> => {
      const frames = [{ t: "send", cid: `c${++count}`, parts: [{ type: "text", text }] }];
      const body = JSON.stringify({ user: { id: customer, hash: userHash(SECRET, customer) }, frames });
      return { method: "POST", query: "", headers: { "content-type": "application/json" }, body: Buffer.from(body) };
    },
  };
}
