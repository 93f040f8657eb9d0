/** A conversation in a list: what is read of the read model, and how it is shown. */

/** `agent`: whose it is said to be. */
export const listedAs = (
  agent: string,
): string => `c.id, c.customer_id AS customerId, c.name, c.status, c.owner_kind AS ownerKind, ${agent} AS agentId, c.epoch, c.team_id AS teamId, c.channel_kind AS channel,
  c.channels, c.labels, c.priority, c.language, c.opened_at AS openedAt, c.last_turn_at AS lastTurnAt, c.last_turn_seq AS lastTurnSeq, c.waiting_since AS waitingSince,
  c.snoozed_until AS snoozedUntil, c.resolved_at AS resolvedAt, c.first_reply_at AS firstReplyAt, c.preview`;
export const LISTED = listedAs("c.agent_id");

export interface ListedRow {
  id: string;
  openedAt: number;
  lastTurnAt: number;
  /** JSON */
  channels: string;
  /** JSON */
  labels: string;
  [column: string]: unknown;
}

export const listedOf = (row: ListedRow): Record<string, unknown> => ({
  ...row,
  channels: JSON.parse(row.channels) as unknown,
  labels: JSON.parse(row.labels) as unknown,
});
