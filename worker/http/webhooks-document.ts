/** The event catalogue as OpenAPI 3.1 `webhooks`: each event with its payload. */
import { z } from "zod";
import { EVENT_TYPES, EVENTS, webhookPayloadSchema } from "../../protocol/events.ts";

const HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => ({ name, in: "header", required: true, schema: { type: "string" } }));

export function webhooksDocument(): Record<string, unknown> {
  const payload = z.toJSONSchema(webhookPayloadSchema, { io: "output" }) as { properties: Record<string, unknown> };
  return Object.fromEntries(
    EVENT_TYPES.map((type) => {
      const schema = { ...payload, properties: { ...payload.properties, type: { const: type } } };
      const operation = {
        summary: EVENTS[type],
        description: "Signed as Standard Webhooks say (standardwebhooks.com). Any 2xx within 15 s takes the event; the same webhook-id may come again.",
        parameters: HEADERS,
        requestBody: { required: true, content: { "application/json": { schema } } },
        responses: { "2XX": { description: "Taken" }, "410": { description: "Never send here again" } },
      };
      return [type, { post: operation }];
    }),
  );
}
