/** Replies reach the app by the session's own push; there is no call to describe. */
export { ackVisitor as ackApp, outcomeOfNothing as outcomeOfApp, renderNothing as renderApp } from "../visitor-frames.ts";
