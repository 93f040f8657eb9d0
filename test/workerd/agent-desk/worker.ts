/** The desk with an engine that writes down what it is told. */
export { AgentDesk } from "../../../durable-objects/agent-desk/agent-desk-object.ts";
export { DeskEngine } from "./desk-engine.ts";

export default {
  fetch: () => new Response("tests only"),
};
