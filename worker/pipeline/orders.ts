/** Where a tenant's orders are: its table and its shops, plugged into the look-up with the channels' door to the outside. */
import { newId } from "../../protocol/ids.ts";
import type { ThinkTask } from "../../protocol/ports.ts";
import type { OrderFinding, Slot, Understanding } from "../../protocol/understanding.ts";
import { outsideText } from "../channels/outside.ts";
import { sha256Hex } from "../crypto/hash.ts";
import { type ConnectorDraft, connectorSchema, type Shop, shopOf } from "../orders/connectors.ts";
import { hintsOf } from "../orders/hints.ts";
import { CONNECTOR_MS, type LastAnswers, type Lookup, lookUpOrders, lookUpOwn, type OrderSource, queriesOf } from "../orders/lookup.ts";
import type { OrderRecord } from "../orders/order-record.ts";
import { findOrders, findOrdersOf } from "../orders/table.ts";
import { BoundedMap } from "../resilience/bounded-map.ts";
import type { CircuitBreaker } from "../resilience/circuit-breaker.ts";
import type { Services } from "../services.ts";

interface ConnectorRow {
  id: string;
  kind: string;
  name: string;
  config: string;
}
interface Shops {
  sources: OrderSource[];
  at: number;
}

/** A changed connector is used everywhere after so long, ms. */
const SHOPS_TTL_MS = 5_000;
const MOST_TENANTS = 500;
const COPY_TTL_S = 7 * 24 * 3_600;

interface Memory {
  shops: BoundedMap<string, Shops>;
  breakers: Map<string, CircuitBreaker>;
}
const memories = new WeakMap<Services, Memory>();

function memoryOf(services: Services): Memory {
  const known = memories.get(services);
  if (known) return known;
  const memory: Memory = { shops: new BoundedMap(MOST_TENANTS), breakers: new Map() };
  memories.set(services, memory);
  return memory;
}

const purposeOf = (tenant: string, id: string): string => `order-connector:${tenant}:${id}`;

export async function addConnector(services: Services, tenant: string, draft: ConnectorDraft): Promise<string> {
  const now = services.now();
  const id = newId("co", now, services.chance);
  const config = await (await services.keyring()).seal(JSON.stringify(draft.config), purposeOf(tenant, id), services.chance);
  const sql = "INSERT INTO order_connectors (tenant, id, kind, name, config, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  await services.db.prepare(sql).bind(tenant, id, draft.kind, draft.name, config, now).run();
  memoryOf(services).shops.delete(tenant);
  return id;
}

export async function removeConnector(services: Services, tenant: string, id: string): Promise<boolean> {
  const { meta } = await services.db.prepare("DELETE FROM order_connectors WHERE tenant = ?1 AND id = ?2").bind(tenant, id).run();
  memoryOf(services).shops.delete(tenant);
  return meta.changes > 0;
}

export async function listConnectors(services: Services, tenant: string): Promise<{ id: string; kind: string; name: string; health: string }[]> {
  const { results } = await services.db
    .prepare("SELECT id, kind, name FROM order_connectors WHERE tenant = ?1 ORDER BY id")
    .bind(tenant)
    .all<Omit<ConnectorRow, "config">>();
  const { breakers } = memoryOf(services);
  return results.map((row) => ({ ...row, health: (breakers.get(row.id)?.state ?? "closed") === "closed" ? "ok" : "degraded" }));
}

async function shopsOf(services: Services, tenant: string): Promise<OrderSource[]> {
  const { shops } = memoryOf(services);
  const known = shops.get(tenant);
  if (known && services.now() - known.at < SHOPS_TTL_MS) return known.sources;
  const read = await services.d1(() =>
    services.db.prepare("SELECT id, kind, name, config FROM order_connectors WHERE tenant = ?1 AND enabled = 1").bind(tenant).all<ConnectorRow>(),
  );
  if (!read.ok) return known?.sources ?? [];
  const keyring = await services.keyring();
  const sources = await Promise.all(
    read.value.results.map(async (row): Promise<OrderSource[]> => {
      const opened = await keyring.open(row.config, purposeOf(tenant, row.id));
      const connector = opened === null ? null : connectorSchema.safeParse({ kind: row.kind, name: row.name, config: JSON.parse(opened) as unknown });
      return connector?.success ? [sourceOf(services, row.id, shopOf(connector.data))] : [];
    }),
  );
  shops.set(tenant, { sources: sources.flat(), at: services.now() });
  return sources.flat();
}

const sourceOf = (services: Services, id: string, shop: Shop): OrderSource => ({
  id,
  async find(query) {
    const call = await shop.call(query, services.now());
    if (!call) return null;
    const records = shop.read(await outsideText(call.url, call.headers, services, CONNECTOR_MS), id, services.now());
    if (!records) throw new Error("the answer is not what the connector describes");
    return records;
  },
});

const copyKey = async (tenant: string, source: string, { by, value }: { by: string; value: string }): Promise<string> =>
  `order/${tenant}/${source}/${await sha256Hex(`${by}:${value}`)}`;
/** What an order is asked for by, and digits of a phone's end. */
const ASKED_OF_SHOPS = new Set(["order_number", "order_tail", "tracking_number", "phone_tail"]);
const TAIL_DIGITS = 4;

function lastAnswersOf(services: Services, tenant: string): LastAnswers {
  const keyOf = (source: string, query: { by: string; value: string }): Promise<string> => copyKey(tenant, source, query);
  return {
    async get(source, query) {
      const text = await services.cache.get(await keyOf(source, query));
      return text === null ? null : (JSON.parse(text) as OrderRecord[]);
    },
    put: (source, query, records) => {
      services.later(keyOf(source, query).then((key) => services.cache.put(key, JSON.stringify(records), { expirationTtl: COPY_TTL_S })));
    },
  };
}

/** Copies of what shops answered about somebody, by every word such a question can have had. How many there were. */
export async function forgetOrderCopies(services: Services, tenant: string, known: readonly { name: string; value: string }[]): Promise<number> {
  const queries = known.flatMap(({ name, value }) =>
    name === "phone"
      ? [
          { by: "phone", value },
          { by: "phone_tail", value: value.slice(-TAIL_DIGITS) },
        ]
      : ASKED_OF_SHOPS.has(name)
        ? [{ by: name, value }]
        : [],
  );
  let forgotten = 0;
  for (const { id } of await listConnectors(services, tenant)) {
    for (const query of queries) {
      const key = await copyKey(tenant, id, query);
      if ((await services.cache.get(key)) === null) continue;
      await services.cache.delete(key);
      forgotten += 1;
    }
  }
  return forgotten;
}

export async function lookupOf(services: Services, tenant: string): Promise<Lookup> {
  return {
    table: {
      id: "table",
      find: (query) => findOrders(services.db, tenant, query),
      of: (identities) => findOrdersOf(services.db, tenant, identities),
    },
    shops: await shopsOf(services, tenant),
    lastAnswers: lastAnswersOf(services, tenant),
    breakers: memoryOf(services).breakers,
    now: services.now,
    report: (state, detail) => services.health.report("orders", state, detail, services.now()),
  };
}

/** Questions that an order answers, though this message may not name it. */
const ABOUT_ORDER = new Set([
  "order_status",
  "track_package",
  "urge_shipment",
  "delivery_schedule",
  "package_not_received",
  "refund_status",
  "tracking_number_lost",
]);
const NAMES_ORDER = new Set(["order_number", "order_tail", "tracking_number"]);
/** What was said on whatever channel is remembered that long, ms. */
const REMEMBERED_MS = 14 * 24 * 3_600_000;

/** What the message names; when it only asks about "my order", what the customer named last, on whatever channel. */
export function slotsFor(task: Pick<ThinkTask, "facts" | "at">, understanding: Pick<Understanding, "slots" | "intents">): Slot[] {
  if (understanding.slots.some((slot) => NAMES_ORDER.has(slot.name) || slot.name === "phone" || slot.name === "phone_tail")) return understanding.slots;
  if (!understanding.intents.some((intent) => ABOUT_ORDER.has(intent.name))) return understanding.slots;
  const recent = task.facts
    .filter((fact) => NAMES_ORDER.has(fact.name) && task.at - fact.source.at <= REMEMBERED_MS)
    .sort((a, b) => b.source.at - a.source.at)[0];
  return recent ? [{ name: recent.name as Slot["name"], value: recent.value, start: 0, end: 0 }] : understanding.slots;
}

/** What the customer has told, now or lately on whatever channel: the newest value of each kind. */
export function toldLately(task: Pick<ThinkTask, "facts" | "at">, understanding: Pick<Understanding, "slots">): Map<string, string> {
  const lately = task.facts.filter((fact) => task.at - fact.source.at <= REMEMBERED_MS).sort((a, b) => a.source.at - b.source.at);
  return new Map([...lately, ...understanding.slots].map(({ name, value }) => [name, value]));
}

/** A name of an order first; else the goods and days that tell it among a proven buyer's own; else what the customer named last. */
export async function ordersFor(services: Services, task: ThinkTask, understanding: Understanding): Promise<OrderFinding[]> {
  const hints = hintsOf(task.text, understanding.slots, task.at);
  const asks = hints.products.length > 0 || understanding.intents.some((intent) => ABOUT_ORDER.has(intent.name));
  const mayBeOwn = asks && queriesOf(understanding.slots).length === 0 && task.identities.some(({ verified }) => verified);
  const slots = slotsFor(task, understanding);
  if (queriesOf(slots).length === 0 && !mayBeOwn) return [];
  const lookup = await lookupOf(services, task.tenant);
  const own = mayBeOwn ? await lookUpOwn(lookup, { identities: task.identities, hints }) : null;
  return own ? [own] : lookUpOrders(lookup, { slots, identities: task.identities, hints });
}
