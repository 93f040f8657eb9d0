/** A tenant's own intents: kept in D1, held in the isolate, looked after every 800 ms so that a change works within a second everywhere. */
import type { IntentModel, TextVectors } from "../../../wasm-models/runtime/intent-model.ts";
import { BoundedMap } from "../../resilience/bounded-map.ts";
import type { GuardedRead } from "../../resilience/d1-guard.ts";
import { type CustomIntent, CustomIntents, suggestedThreshold } from "./custom-intents.ts";
import { embeddingsColumn, type IntentRow, vectorsOfRow } from "./intent-row.ts";
import { type MeasuredThreshold, measuredThreshold } from "./threshold-curve.ts";

const CHECK_MS = 800;
/** 50 tenants of 100 intents of 10 examples at 1 kB each are 50 MB; most have a few. */
const TENANTS = 50;
/** Intents a tenant may define. */
export const MOST_INTENTS = 200;

export interface IntentDraft {
  name: string;
  description: string;
  examples: readonly string[];
  threshold: number | null;
}

interface Held {
  intents: CustomIntents;
  checkedAt: number;
  version: number;
  model: string;
}

const NONE = new CustomIntents(0, []);

export interface CustomIntentHost {
  db: D1Database;
  d1: GuardedRead;
  now(): number;
}

export class CustomIntentStore {
  readonly #host: CustomIntentHost;
  readonly #held = new BoundedMap<string, Held>(TENANTS);

  constructor(host: CustomIntentHost) {
    this.#host = host;
  }

  /** What is held while D1 is out of reach stays in use. */
  async of(tenant: string, model: IntentModel): Promise<CustomIntents> {
    const now = this.#host.now();
    const known = this.#held.get(tenant);
    if (known && known.model === model.version && now - known.checkedAt < CHECK_MS) return known.intents;
    const read = await this.#host.d1(() => versionOf(this.#host.db, tenant));
    if (!read.ok) return known?.intents ?? NONE;
    if (known && known.version === read.value && known.model === model.version) {
      this.#held.set(tenant, { ...known, checkedAt: now });
      return known.intents;
    }
    const rows = read.value === 0 ? { ok: true as const, value: [] } : await this.#host.d1(() => this.rows(tenant));
    if (!rows.ok) return known?.intents ?? NONE;
    const intents = new CustomIntents(read.value, await intentsOf(rows.value, model));
    this.#held.set(tenant, { intents, checkedAt: now, version: read.value, model: model.version });
    return intents;
  }

  async rows(tenant: string): Promise<IntentRow[]> {
    const { results } = await this.#host.db.prepare("SELECT * FROM intents WHERE tenant = ?1 ORDER BY name").bind(tenant).all<IntentRow>();
    return results;
  }

  /** Learns, measures and stores; the answer says how well the examples hang together and what they are taken for. */
  async put(tenant: string, draft: IntentDraft, model: IntentModel, by: string): Promise<{ suggested: number; confusedWith: Confusion[] }> {
    const now = this.#host.now();
    const vectors: TextVectors[] = [];
    for (const example of draft.examples) vectors.push(await model.vectorsOf(example));
    const siblings = (await this.rows(tenant)).filter((row) => row.name !== draft.name);
    const others = await intentsOf(siblings, model);
    const suggested = suggestedThreshold(
      vectors,
      others.flatMap((intent) => intent.examples),
    );
    const confusedWith = await confusions(draft.examples, vectors, model, new CustomIntents(0, others));
    const columns = [
      draft.description,
      JSON.stringify(draft.examples),
      draft.threshold,
      suggested,
      embeddingsColumn(model.version, vectors),
      JSON.stringify(confusedWith),
    ];
    await this.#host.db.batch([
      this.#host.db
        .prepare(
          `INSERT INTO intents (tenant, name, description, examples, threshold, suggested, embeddings, confused_with, created_at, updated_at, updated_by)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10)
           ON CONFLICT (tenant, name) DO UPDATE SET description = ?3, examples = ?4, threshold = ?5, suggested = ?6, embeddings = ?7, confused_with = ?8, updated_at = ?9, updated_by = ?10`,
        )
        .bind(tenant, draft.name, ...columns, now, by),
      this.#bump(tenant),
    ]);
    this.#held.delete(tenant);
    return { suggested, confusedWith };
  }

  /** How well a kept intent's thresholds tell it from the tenant's others; null = there is none of this name. */
  async measured(tenant: string, name: string, model: IntentModel): Promise<(MeasuredThreshold & { row: IntentRow }) | null> {
    const rows = await this.rows(tenant);
    const row = rows.find((one) => one.name === name);
    if (!row) return null;
    const siblings = await intentsOf(
      rows.filter((one) => one !== row),
      model,
    );
    return { row, ...measuredThreshold(await vectorsOfRow(row, model), siblings) };
  }

  /** False = there was none. */
  async remove(tenant: string, name: string): Promise<boolean> {
    const [gone] = await this.#host.db.batch([
      this.#host.db.prepare("DELETE FROM intents WHERE tenant = ?1 AND name = ?2").bind(tenant, name),
      this.#bump(tenant),
    ]);
    this.#held.delete(tenant);
    return (gone?.meta.changes ?? 0) > 0;
  }

  #bump(tenant: string): D1PreparedStatement {
    return this.#host.db
      .prepare("INSERT INTO intent_versions (tenant, version) VALUES (?1, 1) ON CONFLICT (tenant) DO UPDATE SET version = version + 1")
      .bind(tenant);
  }
}

export interface Confusion {
  name: string;
  /** of the examples, 0–1 */
  share: number;
}

/** Built-in intents at or above this are what an example is taken for. */
const TAKEN_FOR = 0.5;

async function confusions(examples: readonly string[], vectors: readonly TextVectors[], model: IntentModel, others: CustomIntents): Promise<Confusion[]> {
  const counts = new Map<string, number>();
  for (const [at, example] of examples.entries()) {
    const { named } = await model.read(example, []);
    const own = vectors[at];
    const taken = [...named.filter((intent) => intent.confidence >= TAKEN_FOR), ...(own ? others.match(own) : [])].map((intent) => intent.name);
    for (const name of new Set(taken)) if (name !== "out_of_scope") counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => ({ name, share: Math.round((count / examples.length) * 100) / 100 })).sort((a, b) => b.share - a.share);
}

async function intentsOf(rows: readonly IntentRow[], model: IntentModel): Promise<CustomIntent[]> {
  const intents: CustomIntent[] = [];
  for (const row of rows)
    intents.push({ name: row.name, threshold: row.threshold ?? row.suggested, strict: row.threshold !== null, examples: await vectorsOfRow(row, model) });
  return intents;
}

async function versionOf(db: D1Database, tenant: string): Promise<number> {
  const row = await db.prepare("SELECT version FROM intent_versions WHERE tenant = ?1").bind(tenant).first<{ version: number }>();
  return row?.version ?? 0;
}
