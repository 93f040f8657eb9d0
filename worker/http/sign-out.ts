/** Ending sign-ins, and what follows: this isolate forgets them at once, others within seconds, and their sockets close. */
import type { Services } from "../services.ts";
import type { Person } from "../tenants/second-factor.ts";
import { endSignIns } from "../tenants/sign-ins.ts";

/** Ends one, or all but one (null = all); the ids that ended now. */
export async function signOut(services: Services, whose: Person, which: { only: string } | { allBut: string | null }, by: string): Promise<string[]> {
  const ended = await endSignIns(services.db, whose, which, by, services.now());
  await endedSignIns(services, whose, ended);
  return ended;
}

/** For sign-ins that have ended in the table already. */
export async function endedSignIns(services: Services, { tenant, agentId }: Person, ids: readonly string[]): Promise<void> {
  for (const id of ids) services.signIns.forget(id);
  if (ids.length > 0) await services.desk(tenant, agentId).dismiss(tenant, agentId, ids);
}
