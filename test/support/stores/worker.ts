/** Asks D1, KV and R2 the same questions wherever it runs, and answers what they say. Built for test/contract/stores.test.ts only. */
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import type { Env } from "../../../worker/env.ts";

export class CustomerSession extends DurableObject {}
export class AgentQueue extends DurableObject {}
export class AgentDesk extends DurableObject {}
export class ComponentHealth extends DurableObject {}
export class ChannelKeeper extends DurableObject {}
export class WebhookOutbox extends DurableObject {}
export class Engine extends WorkerEntrypoint {}

/** Kind and status of a refusal; what follows is each engine's own wording. */
const SAME_WORDS = 24;
const BIG = 2_500_000;
const big = (): Uint8Array<ArrayBuffer> => Uint8Array.from({ length: BIG }, (_, at) => (at * 31) % 251);
const sumOf = (bytes: ArrayBuffer): string => `${bytes.byteLength}:${new Uint8Array(bytes).reduce((sum, byte) => (sum * 33 + byte) % 1_000_003, 0)}`;
const outcome = async (work: Promise<unknown>): Promise<unknown> => work.catch((error: Error) => `refused: ${error.message.slice(0, SAME_WORDS)}`);

async function database(db: D1Database): Promise<unknown[]> {
  await db.batch(
    ["DROP TABLE IF EXISTS words", "CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT UNIQUE, bytes BLOB, n REAL)"].map((sql) => db.prepare(sql)),
  );
  const insert = db.prepare("INSERT INTO words (text, bytes, n) VALUES (?1, ?2, ?3) RETURNING id, text, bytes, n");
  const one = await insert.bind("早", new Uint8Array([0, 255, 7]), 1.5).all();
  const changes = await db.prepare("UPDATE words SET n = 2 WHERE text = ?1").bind("早").run();
  return [
    one.results,
    [changes.meta.changes, changes.meta.last_row_id, changes.success],
    await insert.bind("晚", null, 7).first("id"),
    await outcome(db.batch([insert.bind("午", null, 1), insert.bind("早", null, 1)])),
    await db.prepare("SELECT text, n FROM words ORDER BY id").raw(),
    await db.prepare("SELECT text FROM words WHERE id = 99").first(),
    await outcome(db.prepare("SELECT nothing FROM words").all()),
    (await db.batch([db.prepare("SELECT count(*) AS n FROM words"), db.prepare("DELETE FROM words WHERE text = ?1").bind("晚")])).map((each) => [
      each.results,
      each.meta.changes,
    ]),
    await outcome(db.exec("-- a remark\n")),
    (await db.exec("INSERT INTO words (text) VALUES ('a')\nINSERT INTO words (text) VALUES ('b')")).count,
  ];
}

async function keyValues(kv: KVNamespace): Promise<unknown[]> {
  await kv.put("a/1", "eins", { metadata: { of: "a" } });
  await kv.put("a/2", JSON.stringify({ zwei: 2 }));
  await kv.put("a/3 早%", big(), { expirationTtl: 3_600 });
  await kv.put("b", "", { metadata: "alone" });
  await kv.put("b", "again");
  await kv.put("gone", "x");
  await kv.delete("gone");
  const page = await kv.list({ prefix: "a/", limit: 2 });
  const rest = await kv.list({ prefix: "a/", ...(page.list_complete ? {} : { cursor: page.cursor }) });
  const kept = await kv.get("a/3 早%", "arrayBuffer");
  return [
    await kv.get("a/1"),
    await kv.get("a/2", "json"),
    kept && sumOf(kept),
    await kv.getWithMetadata("a/1").then(({ value, metadata }) => [value, metadata]),
    await kv.getWithMetadata("b").then(({ value, metadata }) => [value, metadata]),
    await kv.get("gone"),
    await kv.get(["a/1", "gone"]).then((found) => [...found]),
    [page.keys.map(({ name, metadata }) => [name, metadata ?? null]), page.list_complete],
    [rest.keys.map(({ name, expiration }) => [name, expiration !== undefined]), rest.list_complete],
    await outcome(kv.put("short", "x", { expirationTtl: 5 })),
    await outcome(kv.put("x".repeat(600), "x")),
  ];
}

async function bucket(media: R2Bucket): Promise<unknown[]> {
  const put = await media.put("dir/文件.png", big(), { httpMetadata: { contentType: "image/png" }, customMetadata: { by: "bo" } });
  await media.put("dir/empty", "");
  await media.put("other", "text");
  const whole = await media.get("dir/文件.png");
  const part = await media.get("dir/文件.png", { range: { offset: 999_990, length: 20 } });
  const tail = await media.get("other", { range: { suffix: 2 } });
  const list = await media.list({ prefix: "dir/" });
  const page = await media.list({ limit: 1 });
  const seen = await media.get("other", { onlyIf: { etagDoesNotMatch: put.etag } });
  const answers = [
    [put.key, put.size, put.etag, put.httpMetadata, put.customMetadata],
    whole && [sumOf(await whole.arrayBuffer()), whole.httpMetadata, whole.customMetadata, whole.size],
    part && sumOf(await part.arrayBuffer()),
    tail && (await tail.text()),
    (await media.head("dir/empty"))?.size,
    await media.head("nothing"),
    await media.get("nothing"),
    [list.objects.map(({ key, size }) => [key, size]), list.truncated],
    [page.objects.length, page.truncated],
    seen && "body" in seen,
  ];
  await media.delete(["dir/文件.png", "dir/empty"]);
  await media.delete("other");
  return [...answers, (await media.list()).objects.length];
}

export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== "/stores") return new Response("well");
    return Response.json({ database: await database(env.DB), keyValues: await keyValues(env.CACHE), bucket: await bucket(env.MEDIA) });
  },
  scheduled: () => undefined,
} satisfies ExportedHandler<Env>;
