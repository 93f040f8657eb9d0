/** The outbox with an engine that plays the subscriber. */
export { WebhookOutbox } from "../../../durable-objects/webhook-outbox/webhook-outbox-object.ts";
export { SubscriberEngine } from "./subscriber-engine.ts";

export default {
  fetch: () => new Response("tests only"),
};
