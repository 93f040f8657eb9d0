/** A conversation in a list: what is read of the read model, and how it is shown. */
import type { ListedConversation } from "../../protocol/listed-conversation.ts";

/** `agent`: whose it is said to be. */
export const listedAs = (
  agent: string,
): string => `c.id, c.customer_id AS customerId, c.name, c.status, c.owner_kind AS ownerKind, ${agent} AS agentId, c.epoch, c.team_id AS teamId, c.channel_kind AS channel,
  c.channels, c.labels, c.priority, c.language, c.opened_at AS openedAt, c.last_turn_at AS lastTurnAt, c.last_turn_seq AS lastTurnSeq, c.waiting_since AS waitingSince,
  c.snoozed_until AS snoozedUntil, c.resolved_at AS resolvedAt, c.first_reply_at AS firstReplyAt, c.preview`;
/** With who helps, and who waits to be called back: for those who answer, not for reports. */
export const LISTED = `${listedAs("c.agent_id")}, c.consult, c.call_back AS callBack`;

type Bare = Omit<ListedConversation, "channels" | "labels" | "consult" | "callBack">;
/** Lists, `consult` and `callBack` are JSON text. */
export interface ListedRow extends Bare {
  channels: string;
  labels: string;
  consult?: string | null;
  callBack?: string | null;
}

/** Our own JSON, as the session told it. */
export const listedOf = ({ channels, labels, consult, callBack, ...row }: ListedRow): ListedConversation => ({
  ...row,
  channels: JSON.parse(channels) as ListedConversation["channels"],
  labels: JSON.parse(labels) as string[],
  ...(consult ? { consult: JSON.parse(consult) as NonNullable<ListedConversation["consult"]> } : {}),
  ...(callBack ? { callBack: JSON.parse(callBack) as NonNullable<ListedConversation["callBack"]> } : {}),
});
