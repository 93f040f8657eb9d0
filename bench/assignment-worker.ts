/** Real queues, desks and sessions in one worker, measured from inside: a slot becomes free, and the clock stops when the next customer's agent hears of it. */
import { WorkerEntrypoint } from "cloudflare:workers";
import { AgentDesk } from "../durable-objects/agent-desk/agent-desk-object.ts";
import { AgentQueue } from "../durable-objects/agent-queue/agent-queue-object.ts";
import type { Queue } from "../durable-objects/agent-queue/queue.ts";
import type { DeskEvent } from "../protocol/agent-frames.ts";
import { customerIdOf, newId } from "../protocol/ids.ts";
import type { Identity } from "../protocol/message.ts";
import type { Address, AgentCapacity, NextStep, QueuePort, SessionPort, Ticket } from "../protocol/ports.ts";
import type { Thought } from "../protocol/understanding.ts";

export { CustomerSession } from "../durable-objects/customer-session/customer-session-object.ts";

const TENANT = "bench";
const channel = { kind: "web", accountId: "web" } as const;

interface Env {
  QUEUE: DurableObjectNamespace;
  SESSION: DurableObjectNamespace;
}

/** No model takes part: thinking is not what is measured. */
const NOTHING_UNDERSTOOD: Thought = {
  understanding: { intents: [], slots: [], topics: [], language: "zh", outOfScope: 0, margin: 0, model: { version: "none" }, degraded: false },
  hits: [],
  complete: true,
  orders: [],
  suggestions: [],
  facts: [],
  next: { move: "stay" },
  at: 0,
};

/** What each agent has, by agent: a call for the team's list would be measured along. */
const held = new Map<string, string>();
/** Who waits to hear of an assignment, by agent. */
const heard = new Map<string, (conversationId: string) => void>();

export class BenchDesk extends AgentDesk {
  override async tell(tenant: string, agentId: string, events: readonly DeskEvent[]): Promise<{ seq: number }> {
    const told = await super.tell(tenant, agentId, events);
    for (const event of events) {
      if (event.type !== "assigned") continue;
      held.set(agentId, event.conversation.id);
      heard.get(agentId)?.(event.conversation.id);
    }
    return told;
  }
}

/** The queue as it is; only the thousands who merely wait come in one transaction, not in one call each. */
export class BenchQueue extends AgentQueue {
  async fill(teamId: string, waiting: number, from: number): Promise<void> {
    const inside = this as unknown as { transact(decide: (queue: Queue) => void): void };
    inside.transact((queue) => {
      for (let n = 0; n < waiting; n++) queue.enqueue(idleTicket(teamId, n, from + n), from + n);
    });
  }
}

export class BenchEngine extends WorkerEntrypoint {
  async think(): Promise<Thought> {
    return NOTHING_UNDERSTOOD;
  }
  async settle(_address: Address, steps: readonly NextStep[]): Promise<string[]> {
    return steps.map((step) => step.id);
  }
  async project(): Promise<boolean> {
    return true;
  }
  async presenceChanged(): Promise<void> {}
}

const queueOf = (env: Env, teamId: string): QueuePort => env.QUEUE.get(env.QUEUE.idFromName(`${TENANT}:${teamId}`)) as unknown as QueuePort;
const sessionOf = (env: Env, customerId: string): SessionPort => env.SESSION.get(env.SESSION.idFromName(`${TENANT}:${customerId}`)) as unknown as SessionPort;

/** A customer whose conversation really waits in the team's line. */
async function realTicket(env: Env, teamId: string, n: number, at: number): Promise<Ticket> {
  const identity: Identity = { kind: "anon", scope: "web", value: `${teamId}-${n}`, verified: true };
  const customerId = await customerIdOf(TENANT, identity);
  const session = sessionOf(env, customerId);
  const address = { tenant: TENANT, customerId };
  const event = { type: "message" as const, turnId: newId("tn", at), parts: [{ type: "text" as const, text: "人工" }], providerId: `m${n}` };
  const recorded = await session.record({ ...address, key: `k${n}`, channel, thread: identity.value, identities: [identity], at, event });
  if (recorded.outcome !== "recorded" || recorded.conversationId === null) throw new Error(recorded.outcome);
  const change = { change: "transfer" as const, to: { kind: "team" as const, teamId } };
  const moved = await session.change({ ...address, key: `t${n}`, conversationId: recorded.conversationId, by: { kind: "system" }, change, at });
  const step = moved.outcome === "changed" ? moved.steps.find((one) => one.step === "enqueue") : undefined;
  if (step?.step !== "enqueue") throw new Error(moved.outcome);
  return { ...step.ticket, waitingSince: at };
}

/** Waits behind everybody who is measured; nobody of them is ever given. */
const idleTicket = (teamId: string, n: number, at: number): Ticket => ({
  tenant: TENANT,
  teamId,
  conversationId: `cv_${teamId}_${n}`,
  customerId: `cu_${teamId}_${n}`,
  channel,
  priority: 0,
  vip: false,
  skills: n % 3 === 0 ? ["refund"] : [],
  language: n % 2 === 0 ? "zh" : "en",
  intents: ["track_order"],
  lastAgentId: null,
  wantedAgentId: null,
  waitingSince: at,
  epoch: 1,
  name: null,
  preview: "人工",
});

/** Sessions made side by side: their commits wait for the disk together. */
const FILLED_AT_ONCE = 20;

async function fill(env: Env, teamId: string, agents: number, real: number, waiting: number): Promise<void> {
  const queue = queueOf(env, teamId);
  await queue.configure(TENANT, teamId, { mode: "auto" });
  const begin = Date.now() - 3_600_000;
  for (let n = 0; n < agents + real; n += FILLED_AT_ONCE) {
    const some = Array.from({ length: Math.min(FILLED_AT_ONCE, agents + real - n) }, (_, at) => n + at);
    await Promise.all(some.map(async (one) => queue.enqueue(await realTicket(env, teamId, one, begin + one))));
  }
  await (queue as unknown as BenchQueue).fill(teamId, waiting, begin + 1_800_000);
  for (let n = 0; n < agents; n++) await queue.agentChanged(TENANT, teamId, agentOf(teamId, n));
}

const agentOf = (teamId: string, n: number): AgentCapacity => {
  const agentId = `${teamId}-a${n}`;
  return { agentId, name: agentId, state: "online", capacity: 1, skills: n % 3 === 0 ? ["refund"] : [], languages: ["zh", "en"] };
};

/** An assignment that has not come by then is counted with this time, ms. The timer also keeps the request alive, which waits for what another one does. */
const LATE_MS = 10_000;

/** Ms from the end of one conversation to the next one's assignment on the agent's desk. */
async function measure(env: Env, teamId: string): Promise<number | null> {
  const queue = queueOf(env, teamId);
  const busy = [...held].filter(([agentId]) => agentId.startsWith(`${teamId}-`) && !heard.has(agentId));
  const [agentId, ended] = busy[Math.floor(Math.random() * busy.length)] ?? [];
  if (agentId === undefined || ended === undefined) return null;
  const next = new Promise<string>((resolve) => heard.set(agentId, resolve));
  const from = Date.now();
  await queue.release(TENANT, teamId, agentId, ended);
  await Promise.race([next, new Promise((resolve) => setTimeout(resolve, LATE_MS))]);
  heard.delete(agentId);
  return Date.now() - from;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const team = searchParams.get("team") ?? "t0";
    const number = (name: string): number => Number(searchParams.get(name));
    if (pathname === "/fill") {
      await fill(env, team, number("agents"), number("real"), number("waiting"));
      return Response.json(
        await queueOf(env, team)
          .snapshot(TENANT, team)
          .then(({ waitingCount }) => waitingCount),
      );
    }
    return Response.json(await measure(env, team));
  },
};
