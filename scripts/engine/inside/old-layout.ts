/**
 * Takes over what an engine of before (miniflare) kept in the same objects: its tables `_mf_entries` and `_mf_objects` name files beside
 * the databases. Each entry is read and written into ours; when all are durable there, the old files and the table go: what is erased later
 * must not lie there for ever.
 */

export interface OldBlobs {
  /** the folder `kv` or `r2` of the data directory */
  OLD_BLOBS: Fetcher;
}

export interface OldEntry {
  key: string;
  value: Uint8Array;
  /** epoch ms */
  expiration: number | null;
  metadata: string | null;
}
export interface OldFile {
  key: string;
  value: Uint8Array;
  version: string;
  etag: string;
  /** epoch ms */
  uploaded: number;
  httpMetadata: string;
  customMetadata: string;
}

type OldTable = "_mf_entries" | "_mf_objects";

const NAME = /^[a-z0-9-]+$/;
const has = (sql: SqlStorage, table: string): boolean => sql.exec("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1", table).toArray().length > 0;

/** Folders below the old one that hold blobs: one for each namespace or bucket. */
async function foldersOf(blobs: Fetcher): Promise<string[]> {
  const listing = await blobs.fetch("http://disk/");
  if (!listing.ok) return [];
  return ((await listing.json()) as { name: string; type: string }[])
    .filter(({ name, type }) => type === "directory" && NAME.test(name))
    .map(({ name }) => name);
}

async function blobOf(blobs: Fetcher, folders: readonly string[], id: string): Promise<Uint8Array | null> {
  for (const folder of folders) {
    const answer = await blobs.fetch(`http://disk/${folder}/blobs/${encodeURIComponent(id)}`);
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
    await answer.body?.cancel();
  }
  return null;
}

async function erase(blobs: Fetcher, folders: readonly string[], id: string): Promise<void> {
  for (const folder of folders) {
    const answer = await blobs.fetch(`http://disk/${folder}/blobs/${encodeURIComponent(id)}`, { method: "DELETE" });
    await answer.body?.cancel();
  }
}

/**
 * Takes an old table over, then erases it with its files. The mark is written after the last entry and goes with the table, so a death in between
 * repeats only the step it struck, and what miniflare may write later in a table of its own is taken over again.
 */
async function once(
  storage: DurableObjectStorage,
  table: OldTable,
  { OLD_BLOBS }: OldBlobs,
  take: (folders: readonly string[]) => Promise<void>,
): Promise<void> {
  if (!has(storage.sql, table)) return;
  const folders = await foldersOf(OLD_BLOBS);
  storage.sql.exec("CREATE TABLE IF NOT EXISTS taken_over (name TEXT PRIMARY KEY)");
  if (storage.sql.exec("SELECT 1 FROM taken_over WHERE name = ?1", table).toArray().length === 0) {
    await take(folders);
    storage.sql.exec("INSERT INTO taken_over (name) VALUES (?1)", table);
    await storage.sync();
  }
  for (const { blob_id } of storage.sql.exec<{ blob_id: string }>(`SELECT blob_id FROM ${table} WHERE blob_id IS NOT NULL`).toArray())
    await erase(OLD_BLOBS, folders, blob_id);
  storage.transactionSync(() => {
    storage.sql.exec(`DROP TABLE ${table}`);
    storage.sql.exec("DELETE FROM taken_over WHERE name = ?1", table);
  });
}

export async function oldKeyValues(storage: DurableObjectStorage, blobs: OldBlobs, keep: (entry: OldEntry) => void): Promise<void> {
  await once(storage, "_mf_entries", blobs, async (folders) => {
    const rows = storage.sql.exec<{ key: string; blob_id: string; expiration: number | null; metadata: string | null }>("SELECT * FROM _mf_entries").toArray();
    for (const { key, blob_id, expiration, metadata } of rows) {
      const value = await blobOf(blobs.OLD_BLOBS, folders, blob_id);
      if (value) keep({ key, value, expiration, metadata });
    }
  });
}

/** Old files in one piece; Kefu never uploaded in parts. */
export async function oldFiles(storage: DurableObjectStorage, blobs: OldBlobs, keep: (file: OldFile) => void): Promise<void> {
  await once(storage, "_mf_objects", blobs, async (folders) => {
    const rows = storage.sql
      .exec<{ key: string; blob_id: string; version: string; etag: string; uploaded: number; http_metadata: string; custom_metadata: string }>(
        "SELECT * FROM _mf_objects WHERE blob_id IS NOT NULL",
      )
      .toArray();
    for (const row of rows) {
      const value = await blobOf(blobs.OLD_BLOBS, folders, row.blob_id);
      const { key, version, etag, uploaded } = row;
      if (value) keep({ key, version, etag, uploaded, value, httpMetadata: row.http_metadata, customMetadata: row.custom_metadata });
    }
  });
}
