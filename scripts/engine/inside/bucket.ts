/**
 * R2 on one machine: one object a bucket, spoken to in the protocol of the platform's own R2 binding: the question as JSON in a header (GET)
 * or before the bytes (PUT), the answer as JSON before the bytes. Uploads in parts and listings by delimiter are refused: Kefu uses neither.
 */
import { DurableObject } from "cloudflare:workers";
import { Chunks } from "./chunks.ts";
import { type OldBlobs, oldFiles } from "./old-layout.ts";

export { Door } from "./store-door.ts";

const MOST_KEYS = 1_000;
/** https://developers.cloudflare.com/r2/api/error-codes/ */
const ERRORS = {
  noSuchKey: [404, 10007, "The specified key does not exist."],
  preconditionFailed: [412, 10031, "At least one of the pre-conditions you specified did not hold."],
  badDigest: [400, 10037, "The checksum you specified did not match what we received."],
  notHere: [400, 10029, "Uploads in parts and listings by delimiter are not offered by this engine."],
} as const satisfies Record<string, readonly [status: number, code: number, message: string]>;

class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  constructor(kind: keyof typeof ERRORS) {
    const [status, code, message] = ERRORS[kind];
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface Etag {
  type: "strong" | "weak" | "wildcard";
  value?: string;
}
interface Question {
  method: string;
  object?: string;
  objects?: string[];
  range?: { offset?: number | string; length?: number | string; suffix?: number | string };
  rangeHeader?: string;
  onlyIf?: { etagMatches?: Etag[]; etagDoesNotMatch?: Etag[] };
  httpFields?: Record<string, unknown>;
  customFields?: { k: string; v: string }[];
  md5?: string;
  sha256?: string;
  limit?: number;
  prefix?: string;
  cursor?: string;
  startAfter?: string;
  delimiter?: string;
}
interface Row extends Record<string, SqlStorageValue> {
  key: string;
  version: string;
  size: number;
  etag: string;
  uploaded: number;
  http_fields: string;
  custom_fields: string;
}

const hexOf = (bytes: ArrayBuffer): string => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const base64Of = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));

export class Bucket extends DurableObject<OldBlobs> {
  private readonly chunks = new Chunks(this.ctx.storage.sql);

  constructor(ctx: DurableObjectState, env: OldBlobs) {
    super(ctx, env);
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS files (key TEXT PRIMARY KEY, version TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, uploaded INTEGER NOT NULL,
        http_fields TEXT NOT NULL, custom_fields TEXT NOT NULL) WITHOUT ROWID`,
    );
    ctx.blockConcurrencyWhile(() =>
      oldFiles(ctx.storage, env, ({ value, httpMetadata, customMetadata, ...known }) => {
        const customFields = Object.entries(JSON.parse(customMetadata) as Record<string, string>).map(([k, v]) => ({ k, v }));
        this.write({ ...known, size: value.byteLength, http_fields: httpMetadata, custom_fields: JSON.stringify(customFields) }, value);
      }),
    );
  }

  override async fetch(request: Request): Promise<Response> {
    try {
      return await (request.method === "GET" ? this.read(JSON.parse(request.headers.get("cf-r2-request") ?? "{}") as Question) : this.change(request));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const headers = { "cf-r2-error": JSON.stringify({ message: error.message, version: 1, v4code: error.code }) };
      return new Response(null, { status: error.status, headers });
    }
  }

  private read(question: Question): Response {
    switch (question.method) {
      case "head":
        return answer(shown(this.row(question.object ?? "")));
      case "get": {
        const row = this.row(question.object ?? "");
        if (!holds(question.onlyIf, row.etag)) throw new Refusal("preconditionFailed");
        const range = rangeOf(question, row.size);
        return answer(shown(row, range), this.chunks.read(row.key, range.offset, range.length));
      }
      case "list":
        return answer(this.list(question));
      default:
        throw new Refusal("notHere");
    }
  }

  private async change(request: Request): Promise<Response> {
    const body = new Uint8Array(await request.arrayBuffer());
    const metadataSize = Number(request.headers.get("cf-r2-metadata-size"));
    const question = JSON.parse(new TextDecoder().decode(body.subarray(0, metadataSize))) as Question;
    switch (question.method) {
      case "put":
        return answer(shown(await this.put(question, body.subarray(metadataSize))));
      case "delete":
        this.ctx.storage.transactionSync(() => {
          for (const key of question.objects ?? [question.object ?? ""]) this.remove(key);
        });
        return new Response();
      default:
        throw new Refusal("notHere");
    }
  }

  private async put(question: Question, value: Uint8Array): Promise<Row> {
    const md5 = await crypto.subtle.digest("MD5", value);
    if (question.md5 !== undefined && question.md5 !== base64Of(md5)) throw new Refusal("badDigest");
    if (question.sha256 !== undefined && question.sha256 !== hexOf(await crypto.subtle.digest("SHA-256", value))) throw new Refusal("badDigest");
    const key = question.object ?? "";
    if (question.onlyIf && !holds(question.onlyIf, this.find(key)?.etag ?? null)) throw new Refusal("preconditionFailed");
    const row: Row = {
      key,
      version: crypto.randomUUID().replaceAll("-", ""),
      size: value.byteLength,
      etag: hexOf(md5),
      uploaded: Date.now(),
      http_fields: JSON.stringify(question.httpFields ?? {}),
      custom_fields: JSON.stringify(question.customFields ?? []),
    };
    this.write(row, value);
    return row;
  }

  private write(row: Row, value: Uint8Array): void {
    this.ctx.storage.transactionSync(() => {
      this.ctx.storage.sql.exec(
        "INSERT OR REPLACE INTO files (key, version, size, etag, uploaded, http_fields, custom_fields) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        row.key,
        row.version,
        row.size,
        row.etag,
        row.uploaded,
        row.http_fields,
        row.custom_fields,
      );
      this.chunks.write(row.key, value);
    });
  }

  private remove(key: string): void {
    this.ctx.storage.sql.exec("DELETE FROM files WHERE key = ?1", key);
    this.chunks.remove(key);
  }

  private find(key: string): Row | null {
    return this.ctx.storage.sql.exec<Row>("SELECT * FROM files WHERE key = ?1", key).toArray()[0] ?? null;
  }

  private row(key: string): Row {
    const row = this.find(key);
    if (!row) throw new Refusal("noSuchKey");
    return row;
  }

  private list({ limit = MOST_KEYS, prefix = "", cursor, startAfter = "", delimiter }: Question): object {
    if (delimiter) throw new Refusal("notHere");
    const after = cursor === undefined ? startAfter : decodeURIComponent(atob(cursor));
    const rows = this.ctx.storage.sql
      .exec<Row>("SELECT * FROM files WHERE substr(key, 1, length(?1)) = ?1 AND key > ?2 ORDER BY key LIMIT ?3", prefix, after, limit + 1)
      .toArray();
    const truncated = rows.length > limit;
    const objects = rows.slice(0, limit);
    const next = truncated ? { cursor: btoa(encodeURIComponent(objects.at(-1)?.key ?? "")) } : {};
    return { objects: objects.map((row) => shown(row)), truncated, ...next, delimitedPrefixes: [] };
  }
}

const shown = (row: Row, range?: { offset: number; length: number }): object => ({
  name: row.key,
  version: row.version,
  size: row.size,
  etag: row.etag,
  uploaded: row.uploaded,
  httpFields: JSON.parse(row.http_fields) as unknown,
  customFields: JSON.parse(row.custom_fields) as unknown,
  range: range ?? { offset: 0, length: row.size },
  checksums: { 0: row.etag },
});

function answer(about: object, value: Uint8Array = new Uint8Array()): Response {
  const metadata = new TextEncoder().encode(JSON.stringify(about));
  const body = new Uint8Array(metadata.byteLength + value.byteLength);
  body.set(metadata);
  body.set(value, metadata.byteLength);
  return new Response(body, { headers: { "cf-r2-metadata-size": String(metadata.byteLength), "content-type": "application/json" } });
}

const matches = (etags: readonly Etag[], etag: string | null): boolean =>
  etag !== null && etags.some(({ type, value }) => type === "wildcard" || value === etag);
const holds = (onlyIf: Question["onlyIf"], etag: string | null): boolean =>
  (onlyIf?.etagMatches === undefined || matches(onlyIf.etagMatches, etag)) &&
  (onlyIf?.etagDoesNotMatch === undefined || !matches(onlyIf.etagDoesNotMatch, etag));

/** The part of the file that is asked for; all of it where the question makes no sense. */
function rangeOf({ range, rangeHeader }: Question, size: number): { offset: number; length: number } {
  const header = /^bytes=(\d*)-(\d*)$/.exec(rangeHeader ?? "");
  if (header?.[1]) return clipped(Number(header[1]), header[2] ? Number(header[2]) - Number(header[1]) + 1 : size, size);
  const suffix = header?.[2] ?? range?.suffix;
  if (suffix !== undefined) return clipped(size - Number(suffix), Number(suffix), size);
  return clipped(Number(range?.offset ?? 0), Number(range?.length ?? size), size);
}
const clipped = (offset: number, length: number, size: number): { offset: number; length: number } => {
  const begin = Math.min(Math.max(0, offset), size);
  return { offset: begin, length: Math.min(length, size - begin) };
};
