/** KV on one machine: one object a namespace, spoken to in the protocol of the platform's own KV binding (GET, PUT, DELETE /key; GET / lists; POST /bulk/get). */
import { DurableObject } from "cloudflare:workers";
import { Chunks } from "./chunks.ts";
import { type OldBlobs, oldKeyValues } from "./old-layout.ts";

export { Door } from "./store-door.ts";

const SECOND_MS = 1_000;
const MOST_KEYS = 1_000;
const MOST_BULK_KEYS = 100;
const SHORTEST_TTL_S = 60;
const LONGEST_KEY_BYTES = 512;
const BIGGEST_VALUE_BYTES = 25 * 1024 * 1024;
/** `\u{10FFFF}` sorts after every other character of a key. */
const AFTER_ALL = "\u{10FFFF}";

/** An answer that ends the request; the binding makes an error of its status text. */
class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Row extends Record<string, SqlStorageValue> {
  key: string;
  size: number;
  /** epoch ms */
  expiration: number | null;
  metadata: string | null;
}

export class KeyValues extends DurableObject<OldBlobs> {
  private readonly chunks = new Chunks(this.ctx.storage.sql);

  constructor(ctx: DurableObjectState, env: OldBlobs) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, size INTEGER NOT NULL, expiration INTEGER, metadata TEXT) WITHOUT ROWID");
    ctx.storage.sql.exec("CREATE INDEX IF NOT EXISTS entries_by_expiration ON entries (expiration) WHERE expiration IS NOT NULL");
    ctx.blockConcurrencyWhile(() => oldKeyValues(ctx.storage, env, (entry) => this.write(entry.key, entry.value, entry.expiration, entry.metadata)));
  }

  override async fetch(request: Request): Promise<Response> {
    try {
      return await this.answer(request);
    } catch (error) {
      if (error instanceof Refusal) return new Response(error.message, { status: error.status, statusText: error.message });
      throw error;
    }
  }

  private async answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (request.method === "POST" && url.pathname === "/bulk/get") return this.several(await request.json());
    if (url.pathname === "/") return this.list(url.searchParams);
    const key = keyIn(url);
    switch (request.method) {
      case "GET":
        return this.one(key);
      case "PUT": {
        const value = new Uint8Array(await request.arrayBuffer());
        if (value.byteLength > BIGGEST_VALUE_BYTES) throw new Refusal(413, `Value length of ${value.byteLength} exceeds limit of ${BIGGEST_VALUE_BYTES}.`);
        this.write(key, value, expirationIn(url.searchParams, Date.now()), request.headers.get("CF-KV-Metadata"));
        return new Response();
      }
      case "DELETE":
        this.ctx.storage.transactionSync(() => this.forget(key));
        return new Response();
      default:
        throw new Refusal(405, "Method not allowed");
    }
  }

  private row(key: string): Row | null {
    const [row] = this.ctx.storage.sql.exec<Row>(
      "SELECT key, size, expiration, metadata FROM entries WHERE key = ?1 AND (expiration IS NULL OR expiration > ?2)",
      key,
      Date.now(),
    );
    return row ?? null;
  }

  private one(key: string): Response {
    const row = this.row(key);
    if (!row) throw new Refusal(404, "Not Found");
    const headers = new Headers();
    if (row.expiration !== null) headers.set("CF-Expiration", String(Math.floor(row.expiration / SECOND_MS)));
    if (row.metadata !== null) headers.set("CF-KV-Metadata", row.metadata);
    return new Response(this.chunks.read(key, 0, row.size), { headers });
  }

  private several(asked: { keys: string[]; type?: string; withMetadata?: boolean }): Response {
    if (asked.keys.length === 0 || asked.keys.length > MOST_BULK_KEYS) throw new Refusal(400, `You can request 1 to ${MOST_BULK_KEYS} keys`);
    const answer = asked.keys.map((key): [string, unknown] => {
      const row = this.row(key);
      if (!row) return [key, null];
      const text = new TextDecoder().decode(this.chunks.read(key, 0, row.size));
      const value: unknown = asked.type === "json" ? JSON.parse(text) : text;
      return [key, asked.withMetadata ? { value, metadata: row.metadata === null ? null : JSON.parse(row.metadata) } : value];
    });
    return Response.json(Object.fromEntries(answer));
  }

  private write(key: string, value: Uint8Array, expiration: number | null, metadata: string | null): void {
    this.ctx.storage.transactionSync(() => {
      this.ctx.storage.sql.exec(
        "INSERT OR REPLACE INTO entries (key, size, expiration, metadata) VALUES (?1, ?2, ?3, ?4)",
        key,
        value.byteLength,
        expiration,
        metadata,
      );
      this.chunks.write(key, value);
    });
  }

  private forget(key: string): void {
    this.ctx.storage.sql.exec("DELETE FROM entries WHERE key = ?1", key);
    this.chunks.remove(key);
  }

  private list(params: URLSearchParams): Response {
    const limit = Number(params.get("key_count_limit") ?? MOST_KEYS);
    if (!(limit >= 1 && limit <= MOST_KEYS)) throw new Refusal(400, `Invalid key_count_limit of ${limit}. Please specify an integer from 1 to ${MOST_KEYS}.`);
    this.dropExpired();
    const prefix = params.get("prefix") ?? "";
    const rows = this.ctx.storage.sql
      .exec<Row>(
        "SELECT key, size, expiration, metadata FROM entries WHERE key >= ?1 AND key < ?2 AND key > ?3 ORDER BY key LIMIT ?4",
        prefix,
        prefix + AFTER_ALL,
        params.has("cursor") ? fromCursor(params.get("cursor") ?? "") : "",
        limit + 1,
      )
      .toArray();
    const keys = rows.slice(0, limit).map(({ key, expiration, metadata }) => ({
      name: key,
      ...(expiration === null ? {} : { expiration: Math.floor(expiration / SECOND_MS) }),
      ...(metadata === null ? {} : { metadata }),
    }));
    const more = rows.length > limit ? { list_complete: false, cursor: toCursor(keys.at(-1)?.name ?? "") } : { list_complete: true };
    return Response.json({ keys, ...more, cacheStatus: null });
  }

  private dropExpired(): void {
    this.ctx.storage.transactionSync(() => {
      for (const { key } of this.ctx.storage.sql.exec<{ key: string }>("DELETE FROM entries WHERE expiration <= ?1 RETURNING key", Date.now()).toArray())
        this.chunks.remove(key);
    });
  }
}

const toCursor = (key: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(key)));
const fromCursor = (cursor: string): string => new TextDecoder().decode(Uint8Array.from(atob(cursor), (char) => char.charCodeAt(0)));

function keyIn(url: URL): string {
  const raw = url.pathname.slice(1);
  const key = url.searchParams.get("urlencoded")?.toLowerCase() === "true" ? decodeURIComponent(raw) : raw;
  const bytes = new TextEncoder().encode(key).byteLength;
  if (bytes > LONGEST_KEY_BYTES) throw new Refusal(414, `UTF-8 encoded length of ${bytes} exceeds key length limit of ${LONGEST_KEY_BYTES}.`);
  return key;
}

function expirationIn(params: URLSearchParams, now: number): number | null {
  const [ttl, at] = [params.get("expiration_ttl"), params.get("expiration")];
  if (ttl === null && at === null) return null;
  const expiration = ttl === null ? Number(at) * SECOND_MS : now + Number(ttl) * SECOND_MS;
  if (!(expiration >= now + (SHORTEST_TTL_S - 1) * SECOND_MS))
    throw new Refusal(400, `Invalid expiration: it must be at least ${SHORTEST_TTL_S} seconds in the future.`);
  return expiration;
}
