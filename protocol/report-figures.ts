/** The figures of the reports and what they are grouped by. */

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
  "slaMissed",
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

/** What became of a suggestion. */
export const SUGGESTION_USES = ["accepted", "edited", "refused"] as const;
export type SuggestionUse = (typeof SUGGESTION_USES)[number];

/** Suggestions are counted together by how sure they were: band n goes from edge n up to before edge n + 1. The last edge lies above full confidence. */
export const CONFIDENCE_EDGES = [0, 0.5, 0.8, 0.92, 1.01] as const;
export const CONFIDENCE_BANDS = CONFIDENCE_EDGES.length - 1;
