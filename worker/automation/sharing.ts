/** Whose a canned reply or macro is, and who sees it: one's own, one's teams', everybody's. */

/** Whoever asks. */
export interface Reader {
  tenant: string;
  /** '' = a key, which has nothing of its own */
  agentId: string;
  /** null = all teams */
  teamIds: readonly string[] | null;
}

/** As SQL over the columns `owner` and `team_id`; ?2 = the agent, ?3 = JSON list of teams or NULL for all. */
export const VISIBLE = "(owner = '' AND (team_id IS NULL OR ?3 IS NULL OR team_id IN (SELECT value FROM json_each(?3))) OR owner = ?2 AND ?2 <> '')";

export const bindingsOf = ({ tenant, agentId, teamIds }: Reader): [string, string, string | null] => [
  tenant,
  agentId,
  teamIds === null ? null : JSON.stringify(teamIds),
];
