/** Which of a team's open conversations are about to miss a target or have missed it: rows of the read model, judged by the team's line in its business time. */
import type { TargetAtRisk } from "../../protocol/at-risk.ts";
import type { SlaSubject } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";

/** Conversations of one team looked at at once, the longest waiting first. */
const LOOKED_AT = 500;
const OWNERS = { agents: "owner_kind = 'agent'", people: "owner_kind IN ('agent', 'queue')" } as const;

interface Row extends SlaSubject {
  name: string | null;
  agentId: string | null;
}

/** `agents` = what agents have; `people` = with what waits for one. The earliest due comes first. */
export async function targetsAtRisk(services: Services, tenant: string, teamId: string, whose: keyof typeof OWNERS): Promise<TargetAtRisk[]> {
  const { results } = await services.db
    .prepare(
      `SELECT id AS conversationId, channel_kind AS channel, priority, opened_at AS openedAt, waiting_since AS waitingSince, first_reply_at AS firstReplyAt,
         name, CASE owner_kind WHEN 'agent' THEN agent_id END AS agentId
       FROM conversations WHERE tenant = ?1 AND team_id = ?2 AND status = 'open' AND ${OWNERS[whose]} ORDER BY coalesce(waiting_since, last_turn_at) LIMIT ?3`,
    )
    .bind(tenant, teamId, LOOKED_AT)
    .all<Row>();
  if (results.length === 0) return [];
  const rows = new Map(results.map((row) => [row.conversationId, row]));
  const subjects = results.map(({ agentId: _, name: __, ...subject }) => subject);
  const verdicts = await services.queue(tenant, teamId).judge(tenant, teamId, subjects, services.now());
  return verdicts
    .flatMap((verdict) => {
      const row = rows.get(verdict.conversationId);
      return row ? [{ ...verdict, agentId: row.agentId, name: row.name, channel: row.channel }] : [];
    })
    .sort((a, b) => a.dueAt - b.dueAt);
}
