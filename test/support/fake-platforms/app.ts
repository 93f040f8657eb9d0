/** The host's app on a phone: its server signs a token for the user. Replies are pushed by the session, so nothing is ever called here. */
import { createHmac } from "node:crypto";
import { type FakeFloor, type FakePlatform, startFake, type WebhookRequest } from "./fake-platform.ts";

const SECRET = "fake_token_secret_of_at_least_32_bytes!";

const base64Json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JWT by hand, so that the fake shares no code with what checks it. */
export function hostToken(secret: string, claims: Record<string, unknown>, at: number): string {
  const iat = Math.floor(at / 1000);
  const signed = `${base64Json({ alg: "HS256", typ: "JWT" })}.${base64Json({ iat, exp: iat + 3600, ...claims })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

export async function startApp(): Promise<FakeFloor & FakePlatform> {
  const floor = await startFake("app", {});
  let count = 0;
  return {
    ...floor,
    config: { tokenSecret: SECRET },
    say: async (customer, text): Promise<WebhookRequest> => ({
      method: "POST",
      query: "",
      headers: { "content-type": "application/json", authorization: `Bearer ${hostToken(SECRET, { sub: customer }, floor.clock.now())}` },
      body: Buffer.from(JSON.stringify({ t: "send", cid: `c${++count}`, parts: [{ type: "text", text }] })),
    }),
  };
}
