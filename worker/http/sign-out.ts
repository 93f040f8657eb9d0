/** What follows when sign-ins end: this isolate forgets them at once, others within seconds, and their sockets close. */
import type { Services } from "../services.ts";

export async function endedSignIns(services: Services, whose: { tenant: string; agentId: string }, ids: readonly string[]): Promise<void> {
  for (const id of ids) services.signIns.forget(id);
  if (ids.length > 0) await services.desk(whose.tenant, whose.agentId).dismiss(whose.tenant, whose.agentId, ids);
}
