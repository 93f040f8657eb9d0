/** ANY /hooks/:kind/:channelId/:secret — the platforms' door. */
import { Hono } from "hono";
import { receiveWebhook } from "../pipeline/receive.ts";
import { readBytes } from "./body.ts";
import type { HttpEnv } from "./context.ts";
import { notFound, problemAnswer } from "./problems.ts";

/** Platforms send batches, never files. */
const MAX_WEBHOOK_BYTES = 2 * 1024 * 1024;

export const webhooks = new Hono<HttpEnv>().all("/hooks/:kind/:channelId/:secret", async (c) => {
  const { kind, channelId, secret } = c.req.param();
  const read = await readBytes(c.req.raw, MAX_WEBHOOK_BYTES);
  if (!read.ok) return read.answer;
  const services = c.get("services");
  const url = new URL(c.req.url);
  const request = { method: c.req.method, url, headers: c.req.raw.headers, body: read.body };
  const received = await receiveWebhook(services, { kind, accountId: channelId, secret }, request);
  switch (received.received) {
    case "answer":
      return new Response(received.answer.body === "" ? null : received.answer.body, { status: received.answer.status, headers: received.answer.headers });
    case "unknown":
      return notFound("webhook");
    case "refused":
      return problemAnswer(received.status === 400 ? "malformed" : received.status === 403 ? "forbidden" : "bad_signature", received.why);
    case "unavailable":
      return problemAnswer("unavailable", received.why, {}, { "retry-after": "5" });
    default:
      return received satisfies never;
  }
});
