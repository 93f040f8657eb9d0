/** A tenant's own models: what there is and which one answers (D1), their files (R2). */
import { lieOfFile, type Manifest, MODEL_FILES, manifestSchema } from "../../../wasm-models/runtime/manifest.ts";
import type { ModelScore } from "./measure-model.ts";

export interface ShelfHost {
  db: D1Database;
  media: R2Bucket;
  now(): number;
}

export interface ShelvedModel {
  name: string;
  version: string;
  score: { candidate: ModelScore; live: ModelScore } | null;
  createdAt: number;
  createdBy: string;
}

export interface LiveModel {
  name: string | null;
  previous: string | null;
}

const MANIFEST = "manifest.json";

export { lieOfFile, type Manifest, MODEL_FILES, manifestSchema };

/** Where the files of one model lie; the runtime reads them from there. */
export const shelfPrefix = (tenant: string, name: string): string => `models/${tenant}/${name}/`;

export async function modelsOf(db: D1Database, tenant: string): Promise<ShelvedModel[]> {
  const { results } = await db
    .prepare("SELECT name, version, score, created_at AS createdAt, created_by AS createdBy FROM tenant_models WHERE tenant = ?1 ORDER BY name")
    .bind(tenant)
    .all<Omit<ShelvedModel, "score"> & { score: string | null }>();
  return results.map((row) => ({ ...row, score: row.score === null ? null : (JSON.parse(row.score) as ShelvedModel["score"]) }));
}

export async function liveOf(db: D1Database, tenant: string): Promise<LiveModel> {
  const row = await db.prepare("SELECT name, previous FROM live_models WHERE tenant = ?1").bind(tenant).first<LiveModel>();
  return row ?? { name: null, previous: null };
}

/** Files of an earlier model of that name go first: they are of another manifest. */
export async function putManifest(host: ShelfHost, tenant: string, name: string, manifest: Manifest, by: string): Promise<void> {
  const prefix = shelfPrefix(tenant, name);
  await host.media.delete([MANIFEST, ...MODEL_FILES].map((file) => prefix + file));
  await host.media.put(prefix + MANIFEST, JSON.stringify(manifest));
  await host.db
    .prepare(
      `INSERT INTO tenant_models (tenant, name, version, created_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (tenant, name) DO UPDATE SET version = ?3, score = NULL, created_at = ?4, created_by = ?5`,
    )
    .bind(tenant, name, manifest.version, host.now(), by)
    .run();
}

export async function manifestText(host: ShelfHost, tenant: string, name: string): Promise<string | null> {
  const held = await host.media.get(shelfPrefix(tenant, name) + MANIFEST);
  return held === null ? null : held.text();
}

export async function putFile(host: ShelfHost, tenant: string, name: string, file: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await host.media.put(shelfPrefix(tenant, name) + file, bytes);
}

export async function keepScore(db: D1Database, tenant: string, name: string, score: ShelvedModel["score"]): Promise<void> {
  await db.prepare("UPDATE tenant_models SET score = ?3 WHERE tenant = ?1 AND name = ?2").bind(tenant, name, JSON.stringify(score)).run();
}

/** `name` answers from now on, null = the one that came with the worker. */
export async function goLive(host: ShelfHost, tenant: string, name: string | null, previous: string | null, by: string): Promise<void> {
  await host.db
    .prepare(
      `INSERT INTO live_models (tenant, name, previous, changed_at, changed_by) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (tenant) DO UPDATE SET name = ?2, previous = ?3, changed_at = ?4, changed_by = ?5`,
    )
    .bind(tenant, name, previous, host.now(), by)
    .run();
}

export async function removeModel(host: ShelfHost, tenant: string, name: string): Promise<void> {
  const prefix = shelfPrefix(tenant, name);
  await host.db.prepare("DELETE FROM tenant_models WHERE tenant = ?1 AND name = ?2").bind(tenant, name).run();
  await host.media.delete([MANIFEST, ...MODEL_FILES].map((file) => prefix + file));
}
