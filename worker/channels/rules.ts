/** The rule table of all channels and what follows from it: windows, quotas, lengths, buttons. One import for channels and the sender. */
export { CAPABILITIES } from "./rules/capabilities.ts";
export { answeredChoice, choicesFit, numberedList } from "./rules/choices.ts";
export { type Fitting, fitReply, type LinkOf } from "./rules/fit-reply.ts";
export { nextSendAt } from "./rules/pace.ts";
export { planReply, type ReplyPlan } from "./rules/plan-reply.ts";
export { replyWindow, type WindowFacts } from "./rules/reply-window.ts";
export { splitText } from "./rules/split-text.ts";
export { longestFit, textLength } from "./rules/text-length.ts";
export * from "./rules/units.ts";
export { windowFacts } from "./rules/window-facts.ts";
