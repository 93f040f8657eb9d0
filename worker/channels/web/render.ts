/** Replies reach visitors by the session's own push; there is no call to describe. */
export { ackVisitor as ackWeb, outcomeOfNothing as outcomeOfWeb, renderNothing as renderWeb } from "../visitor-frames.ts";
