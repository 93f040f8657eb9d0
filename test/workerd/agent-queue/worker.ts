/** Queue, sessions and desks as they are, with an engine that does nothing but the sessions' steps. */
export { AgentQueue } from "../../../durable-objects/agent-queue/agent-queue-object.ts";
export { CustomerSession } from "../../../durable-objects/customer-session/customer-session-object.ts";
export { QueueEngine } from "./queue-engine.ts";
export { ScriptedDesk } from "./scripted-desk.ts";

export default {
  fetch: () => new Response("tests only"),
};
