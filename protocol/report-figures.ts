/** The figures of the conversations report and what they are grouped by. */

export const GROUPS = ["day", "team", "agent", "channel", "intent", "label"] as const;
export type Group = (typeof GROUPS)[number];

/** In the order in which they are shown. */
export const FIGURES = [
  "conversations",
  "resolved",
  "reopened",
  "answered",
  "firstReplyMs",
  "firstReplyWithinMinute",
  "waitMs",
  "handleMs",
  "resolutionMs",
  "messages",
  "agentReplies",
  "botReplies",
  "botShare",
  "suggestionUse",
  "cannedUses",
  "minutesSaved",
  "rated",
  "csat",
] as const;
export type Figure = (typeof FIGURES)[number];

/** Means of times, which come with their median and 95th percentile. */
export const SPREAD_FIGURES = ["firstReplyMs", "waitMs", "handleMs", "resolutionMs"] as const;
export type SpreadFigure = (typeof SPREAD_FIGURES)[number];
