/** The TypeScript client against the real engine: its types are the document's, and it does what it says. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKefu, verifyWebhook } from "../../clients/typescript/src/index.ts";
import { clientTypes, type OpenApiDocument } from "../../scripts/client/generate.ts";
import { type RunningEngine, runEngine } from "../support/engine.ts";

let engine: RunningEngine;
beforeAll(async () => {
  engine = await runEngine();
});
afterAll(async () => {
  await engine?.stop();
  await engine?.remove();
});

describe("the TypeScript client", () => {
  it("has the types of the OpenAPI document as it is now (npm run client)", async () => {
    const document = (await engine.call("GET", "/v1/openapi.json")).body as unknown as OpenApiDocument;
    const file = join(import.meta.dirname, "../../clients/typescript/src/schema.ts");
    expect(await readFile(file, "utf8")).toBe(await clientTypes(document));
  });

  it("sends a message, answers it and reads it back; a refusal is a problem with a code", async () => {
    const kefu = createKefu({ baseUrl: engine.url, token: engine.demo.apiKey });
    const sent = await kefu.POST("/v1/message", { body: { from: { id: "client-1" }, text: "hello from the client" } });
    expect(sent.error).toBeUndefined();
    const id = String(sent.data?.conversationId);
    const replied = await kefu.POST("/v1/conversations/{id}/replies", { params: { path: { id } }, body: { text: "hi" } });
    expect(replied.data).toMatchObject({ status: "sent" });
    const seen = await kefu.GET("/v1/conversations/{id}", { params: { path: { id }, query: { limit: 10 } } });
    expect(seen.data?.conversation).toMatchObject({ id });
    const refused = await kefu.GET("/v1/conversations/{id}", { params: { path: { id: "cv_nothing" } } });
    expect(refused.error).toMatchObject({ code: "not_found", status: 404 });
  });

  it("takes a webhook that is signed, and no other", async () => {
    const secret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
    const body = JSON.stringify({ type: "message.received", timestamp: new Date().toISOString(), data: {} });
    const at = new Date();
    const headers = {
      "webhook-id": "ev_1",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": new Webhook(secret).sign("ev_1", at, body),
    };
    expect(await verifyWebhook(secret, headers, body)).toMatchObject({ type: "message.received" });
    expect(await verifyWebhook(secret, headers, body.replace("received", "sent"))).toBeNull();
    expect(await verifyWebhook(secret, headers, body, at.getTime() + 600_000)).toBeNull();
    expect(await verifyWebhook(secret, { ...headers, "webhook-id": "ev_2" }, body)).toBeNull();
    expect(await verifyWebhook(secret, { ...headers, "webhook-signature": "v1,%%% v2,x v1" }, body)).toBeNull();
  });
});
