/** Conversations whose agent went away. Pure. */
import type { QueueState } from "./queue-state.ts";
import type { Holding } from "./queue-store.ts";

/**
 * Since when its agent is away, epoch ms; null = they are there, or it is not to be taken back: a helper's seat is the owner's to end, and what was given
 * by hand to somebody who was away is theirs until they have come and gone.
 */
export function leftAloneSince({ agentId, byHand, helps, since }: Holding, { agents }: Pick<QueueState, "agents">): number | null {
  const goneAt = agents.get(agentId)?.offlineSince ?? null;
  return goneAt === null || helps || (byHand && since >= goneAt) ? null : goneAt;
}
