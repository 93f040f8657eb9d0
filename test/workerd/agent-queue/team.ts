/** Short words for talking to a team's queue, its sessions and its desks. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { DeskEvent } from "../../../protocol/agent-frames.ts";
import type { Conversation } from "../../../protocol/conversation.ts";
import type { AgentState, ChangeOutcome, DeskPort, QueuePort, QueueSnapshot } from "../../../protocol/ports.ts";
import { conversationOf, customer, type Person, portOf, record, TENANT } from "../customer-session/session.ts";

type Bindings = { QUEUE: DurableObjectNamespace; DESK: DurableObjectNamespace };
const bindings = env as unknown as Bindings;

export interface Waiting {
  person: Person;
  conversationId: string;
}

export class Team {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  get stub(): DurableObjectStub {
    return bindings.QUEUE.get(bindings.QUEUE.idFromName(`${TENANT}:${this.id}`));
  }
  get queue(): QueuePort {
    return this.stub as unknown as QueuePort;
  }

  configure(settings: Record<string, unknown>): ReturnType<QueuePort["configure"]> {
    return this.queue.configure(TENANT, this.id, settings);
  }
  snapshot(): Promise<QueueSnapshot> {
    return this.queue.snapshot(TENANT, this.id);
  }
  agent(agentId: string, state: AgentState = "online", capacity = 2): Promise<void> {
    return this.queue.agentChanged(TENANT, this.id, { agentId, name: agentId, state, capacity, skills: [], languages: [] });
  }
  accept(agentId: string, conversationId: string): ReturnType<QueuePort["accept"]> {
    return this.queue.accept(TENANT, this.id, agentId, conversationId, Date.now());
  }

  /** A customer writes and is sent to this team. */
  async comes(name: string): Promise<Waiting> {
    const person = await customer(`${this.id}-${name}`);
    const { conversationId } = await record(person, "人工");
    await this.change(person, conversationId, { change: "transfer", to: { kind: "team", teamId: this.id } });
    return { person, conversationId };
  }

  async change(person: Person, conversationId: string, change: Parameters<ReturnType<typeof portOf>["change"]>[0]["change"]): Promise<ChangeOutcome> {
    const input = { ...person, key: `k-${crypto.randomUUID()}`, conversationId, by: { kind: "system" as const }, change, at: Date.now() };
    const outcome = await portOf(person).change(input);
    if (outcome.outcome === "changed") await this.settle(outcome.steps);
    return outcome;
  }

  private async settle(steps: Extract<ChangeOutcome, { outcome: "changed" }>["steps"]): Promise<void> {
    for (const step of steps) {
      if (step.step === "enqueue") await this.queue.enqueue(step.ticket);
      if (step.step === "withdraw") await this.queue.withdraw(TENANT, this.id, step.conversationId, step.reason, step.rank);
      if (step.step === "release") await this.queue.release(TENANT, this.id, step.agentId, step.conversationId, step.rank);
      if (step.step === "hold") await this.queue.hold(TENANT, this.id, step.held);
    }
  }

  async ownerOf({ person, conversationId }: Waiting): Promise<Conversation["owner"]> {
    return (await conversationOf(person, conversationId)).conversation.owner;
  }

  /** Memory and timers are gone. Work that is under way keeps an object alive: it is asked again when that is done. */
  async dies(): Promise<void> {
    for (let left = 5; ; left--) {
      await runInDurableObject(this.stub, (object) => (object as unknown as { bell: { silence(): void } }).bell.silence());
      try {
        return await evictDurableObject(this.stub);
      } catch (error) {
        if (left === 0) throw error;
      }
    }
  }
  async rings(): Promise<void> {
    await runDurableObjectAlarm(this.stub);
  }
  /** Time passes: leases, grace and patience are over, as the rows say. */
  async passes(): Promise<void> {
    await runInDurableObject(this.stub, (_object, state) => {
      state.storage.sql.exec("UPDATE tickets SET doc = json_set(doc, '$.at.until', 0) WHERE json_extract(doc, '$.at.state') = 'offered'");
      state.storage.sql.exec("UPDATE tickets SET doc = json_set(doc, '$.at.since', 0) WHERE json_extract(doc, '$.at.state') = 'assigning'");
      state.storage.sql.exec("UPDATE agents SET doc = json_set(doc, '$.offlineSince', 0) WHERE json_extract(doc, '$.offlineSince') IS NOT NULL");
    });
    await this.dies();
    await this.rings();
  }
  count(table: "tickets" | "holdings" | "outbox"): Promise<number> {
    return runInDurableObject(this.stub, (_object, state) => Number(state.storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n));
  }
}

export async function heardBy(agentId: string): Promise<DeskEvent[]> {
  const desk = bindings.DESK.get(bindings.DESK.idFromName(`${TENANT}:${agentId}`)) as unknown as DeskPort;
  return (await desk.since(TENANT, agentId, 0, 500)).events.map(({ event }) => event);
}
