/** The session object with a scripted engine beside it. */
export { CustomerSession } from "../../../durable-objects/customer-session/customer-session-object.ts";
export { FakeEngine } from "./fake-engine.ts";

export default {
  fetch: () => new Response("tests only"),
};
