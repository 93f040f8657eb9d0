/** What happened, told to whoever wants to hear of it. Telling twice changes nothing: events are known by their ids. */

import type { EventType, ToldEvent } from "../../protocol/events.ts";
import { newId } from "../../protocol/ids.ts";
import type { ProjectTask } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";
import { type Subject, wants, webhookEvent } from "../webhooks/payload.ts";
import { anybodyListens, type Listeners } from "./listeners.ts";
import { noteRules } from "./run-rules.ts";

/** The read model first, then those who listen; false = something of it has to be told again. */
export async function projectAndTell(services: Services, task: ProjectTask): Promise<boolean | "listened"> {
  if (!(await services.projector.project(task))) return false;
  if (!(await announce(services, { tenant: task.tenant, customerId: task.customerId }, task.events))) return false;
  const listeners = services.listeners.peek(task.tenant);
  return listeners && anybodyListens(listeners) ? "listened" : true;
}

/** True = everybody who should know has it durably. */
export async function announce(services: Services, subject: Subject, events: readonly ToldEvent[]): Promise<boolean> {
  if (events.length === 0) return true;
  const looked = await services.listeners.get(subject.tenant);
  if (looked.look === "unreachable") return false;
  if (looked.look === "missing") return true;
  const [told, noted] = await Promise.allSettled([
    tellWebhooks(services, subject, events, looked.value),
    noteRules(services, subject, events, looked.value.rules),
  ]);
  return told.status === "fulfilled" && told.value && noted.status === "fulfilled";
}

async function tellWebhooks(services: Services, subject: Subject, events: readonly ToldEvent[], { webhooks }: Listeners): Promise<boolean> {
  const told = await Promise.allSettled(
    webhooks.map(async ({ id, events: wanted }) => {
      const theirs = events.filter(({ type }) => wants(wanted, type)).map((event) => webhookEvent(subject, event));
      if (theirs.length > 0) await services.webhook(subject.tenant, id).take(subject.tenant, id, theirs);
    }),
  );
  return told.every(({ status }) => status === "fulfilled");
}

/** Something that no session knows of: a team's figures, an erased customer. Its id says what for, so that it is told once. */
export async function announceBeside(
  services: Services,
  subject: Subject,
  what: { type: EventType; conversationId?: string; detail: Record<string, string>; id?: string },
): Promise<boolean> {
  const now = services.now();
  const { type, conversationId = null, detail, id = newId("ev", now, services.chance) } = what;
  const event: ToldEvent = { id, type, at: now, conversationId, by: { kind: "system" }, detail };
  await services.db
    .prepare("INSERT OR IGNORE INTO events (tenant, id, type, at, customer_id, conversation_id, by_kind, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'system', ?7)")
    .bind(subject.tenant, id, type, now, subject.customerId, conversationId, JSON.stringify(detail))
    .run();
  return announce(services, subject, [event]);
}
