/** What suggestions are composed of: articles for each part of a message, and the tenant's templates with the facts of this customer in them. */
import type { ThinkTask } from "../../protocol/ports.ts";
import type { KnowledgeHit, OrderFinding, Understanding } from "../../protocol/understanding.ts";
import { fillIn } from "../automation/fill-in.ts";
import type { Services } from "../services.ts";
import type { Part, ReadyTemplate } from "../suggestions/suggest.ts";
import { listTemplates, type Template, templatesFor } from "../suggestions/templates.ts";
import { LastKnown } from "../tenants/last-known.ts";
import { toldLately } from "./orders.ts";

/** Parts of one message that are answered by themselves. */
const MOST_PARTS = 3;
const MOST_TENANTS = 500;

const remembered = new WeakMap<Services, LastKnown<Template[]>>();

/** The tenant's templates as this isolate knows them; while D1 is down, as they were last. */
export function templateMemory(services: Services): LastKnown<Template[]> {
  const known = remembered.get(services);
  if (known) return known;
  const { db, cache, d1, now, later } = services;
  const memory = new LastKnown<Template[]>({
    name: "templates",
    most: MOST_TENANTS,
    copies: cache,
    load: (tenant) => listTemplates(db, tenant),
    guarded: d1,
    now,
    later,
  });
  remembered.set(services, memory);
  return memory;
}

/** Variables of templates: what the customer told; facts of an order only of the one order that was found. */
function valuesOf(told: ReadonlyMap<string, string>, orders: readonly OrderFinding[]): { values: Record<string, string | undefined>; unproven: boolean } {
  const slots = Object.fromEntries(told);
  const [finding] = orders;
  const card = orders.length === 1 && finding?.found === "one" ? finding.card : null;
  if (!card) return { values: slots, unproven: false };
  const { number, status, tracking } = card;
  const order = {
    order_number: number,
    order_status: status,
    order_carrier: tracking?.carrier,
    order_tracking: tracking?.number,
    order_tracking_state: tracking?.state,
  };
  return { values: { ...slots, ...order }, unproven: card.verified !== true };
}

const TELLS_OF_ORDER = /\{\{\s*order_/;

export async function readyTemplates(
  services: Services,
  task: ThinkTask,
  understanding: Understanding,
  orders: readonly OrderFinding[],
): Promise<ReadyTemplate[]> {
  const looked = await templateMemory(services).get(task.tenant);
  const intents = understanding.intents.map((intent) => intent.name);
  const known = looked.look === "found" ? looked.value : [];
  const { values, unproven } = valuesOf(toldLately(task, understanding), orders);
  return templatesFor(known, { intents, language: understanding.language, channel: task.channel.kind }).flatMap((template): ReadyTemplate[] => {
    const filled = fillIn(template.text, values);
    return filled.ok ? [{ id: template.id, intent: template.intent, text: filled.text, unproven: unproven && TELLS_OF_ORDER.test(template.text) }] : [];
  });
}

/** The stretches of a message that want different things; empty when it wants one. */
export function partsOf(text: string, { intents }: Pick<Understanding, "intents">): { intent: string; text: string }[] {
  const spans = intents.flatMap(({ name, span }) => (span ? [{ intent: name, text: text.slice(span.start, span.end), start: span.start }] : []));
  const distinct = spans.filter((part, at) => spans.findIndex((other) => other.start === part.start) === at).slice(0, MOST_PARTS);
  return distinct.length < 2 ? [] : distinct.sort((a, b) => a.start - b.start).map(({ intent, text: words }) => ({ intent, text: words }));
}

/** Articles for each part, or for the whole message when it has no parts. */
export async function findForParts(
  text: string,
  understanding: Understanding,
  whole: readonly KnowledgeHit[],
  find: (words: string) => Promise<readonly KnowledgeHit[]>,
): Promise<Part[]> {
  const parts = partsOf(text, understanding);
  if (parts.length === 0) return [{ intent: null, hits: whole }];
  return Promise.all(parts.map(async ({ intent, text: words }) => ({ intent, hits: await find(words) })));
}
