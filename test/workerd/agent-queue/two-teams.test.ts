/** Lines of two teams and the desk of an agent of both, as they are. */
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { TENANT } from "../customer-session/session.ts";
import { Team, type Waiting } from "./team.ts";

/** An agent of all these teams is online. */
async function agentOfAll(teams: readonly Team[], agentId: string, capacity: number): Promise<void> {
  const teamIds = teams.map(({ id }) => id);
  await Promise.all(
    teams.map((team) => team.queue.agentChanged(TENANT, team.id, { agentId, name: agentId, state: "online", capacity, skills: [], languages: [], teamIds })),
  );
}

const ownersOf = (waiting: readonly { team: Team; one: Waiting }[]): Promise<string[]> =>
  Promise.all(waiting.map(async ({ team, one }) => JSON.stringify(await team.ownerOf(one))));

it("customers of two teams come all at once: their agent never has more than they can hold, and every free seat is taken at once, by whichever line", async () => {
  const teams = [new Team("tm_two_a"), new Team("tm_two_b")];
  for (const team of teams) await team.configure({ mode: "auto" });
  await agentOfAll(teams, "two-wei", 2);
  const waiting = await Promise.all(teams.flatMap((team) => ["li", "zhao", "ma"].map(async (name) => ({ team, one: await team.comes(name) }))));
  const has = async (): Promise<typeof waiting> => {
    const owners = await ownersOf(waiting);
    return waiting.filter((_, index) => owners[index]?.includes("two-wei"));
  };
  for (let done = 0; done < waiting.length; done++) {
    await expect.poll(async () => (await has()).length, { timeout: 5_000 }).toBe(Math.min(2, waiting.length - done));
    const [next] = await has();
    if (!next) throw new Error("somebody is being talked to");
    await next.team.change(next.one.person, next.one.conversationId, { change: "resolve" });
    expect((await has()).length).toBeLessThanOrEqual(2);
  }
  for (const team of teams) expect(await team.snapshot()).toMatchObject({ waitingCount: 0, agents: [{ load: 0 }] });
});

it("lines and desk that were evicted know after it what the agent has", async () => {
  const [a, b] = [new Team("tm_evict_a"), new Team("tm_evict_b")];
  await agentOfAll([a, b], "evict-two", 1);
  const first = await a.comes("li");
  await expect.poll(async () => (await a.snapshot()).offers.length).toBe(1);
  await a.accept("evict-two", first.conversationId);
  for (const team of [a, b]) await team.dies();
  const desks = (env as unknown as { DESK: DurableObjectNamespace }).DESK;
  await evictDurableObject(desks.get(desks.idFromName(`${TENANT}:evict-two`)));
  const second = await b.comes("zhao");
  expect((await b.snapshot()).offers).toEqual([]);
  await a.change(first.person, first.conversationId, { change: "resolve" });
  await expect
    .poll(async () => (await b.snapshot()).offers, { timeout: 5_000 })
    .toMatchObject([{ conversationId: second.conversationId, agentId: "evict-two" }]);
});
