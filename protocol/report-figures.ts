/** The figures of the conversations report and what they are grouped by. */

export const GROUPS = ["day", "team", "agent", "channel", "intent"] as const;
export type Group = (typeof GROUPS)[number];

/** In the order in which they are shown. */
export const FIGURES = [
  "conversations",
  "resolved",
  "answered",
  "firstReplyMs",
  "firstReplyWithinMinute",
  "resolutionMs",
  "messages",
  "agentReplies",
  "botReplies",
  "cannedUses",
  "rated",
  "csat",
] as const;
export type Figure = (typeof FIGURES)[number];
