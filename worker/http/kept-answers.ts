/**
 * A write that repeats an `Idempotency-Key` gets the first answer again (draft-ietf-httpapi-idempotency-key-header). Messages and
 * replies know their keys themselves; this is for every other write. The key counts per writer, method and path; kept for a day.
 */
import type { MiddlewareHandler } from "hono";
import { sha256Hex } from "../crypto/hash.ts";
import type { Services } from "../services.ts";
import { actorOf } from "../tenants/roles.ts";
import { MAX_BODY_BYTES, readBytes } from "./body.ts";
import type { HttpEnv } from "./context.ts";
import { problemAnswer } from "./problems.ts";

const WRITES = new Set(["POST", "PATCH", "PUT", "DELETE"]);
/** They deduplicate at the session, which also holds when D1 is down. */
const KNOW_THEMSELVES = /^\/v1\/message$|\/replies$/;
const LONGEST_KEY = 200;
/** A first write that has not answered by then has died: the key may be used again, ms. */
const GIVEN_UP_MS = 60_000;
const KEPT_STATUS_BELOW = 500;

interface Row {
  body_hash: string;
  status: number | null;
  answer: string | null;
  at: number;
}

export const keptAnswers: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const key = c.req.header("idempotency-key");
  const principal = c.get("principal");
  if (key === undefined || !principal || !WRITES.has(c.req.method) || KNOW_THEMSELVES.test(c.req.path)) return next();
  if (key === "" || key.length > LONGEST_KEY) return problemAnswer("invalid", `Idempotency-Key: 1 to ${LONGEST_KEY} characters`, { field: "Idempotency-Key" });
  const read = await readBytes(c.req.raw.clone() as Request, MAX_BODY_BYTES);
  if (!read.ok) return next();
  const { db, now } = c.get("services");
  const subject = `${actorOf(principal)} ${c.req.method} ${c.req.path} ${key}`;
  const bodyHash = await sha256Hex(new TextDecoder().decode(read.body));
  const { tenant } = principal;
  const first = await db
    .prepare(
      `INSERT INTO kept_answers (tenant, subject, body_hash, at) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (tenant, subject) DO UPDATE SET at = excluded.at, body_hash = excluded.body_hash WHERE status IS NULL AND at < ?5 RETURNING at`,
    )
    .bind(tenant, subject, bodyHash, now(), now() - GIVEN_UP_MS)
    .first();
  if (!first) {
    const row = await db
      .prepare("SELECT body_hash, status, answer, at FROM kept_answers WHERE tenant = ?1 AND subject = ?2")
      .bind(tenant, subject)
      .first<Row>();
    return again(row, bodyHash, await opened(c.get("services"), tenant, subject, row?.answer ?? null));
  }
  await next();
  const kept = c.res.status < KEPT_STATUS_BELOW && /json/.test(c.res.headers.get("content-type") ?? "json");
  const statement = kept
    ? db
        .prepare("UPDATE kept_answers SET status = ?3, answer = ?4 WHERE tenant = ?1 AND subject = ?2")
        .bind(tenant, subject, c.res.status, await sealed(c.get("services"), tenant, subject, await c.res.clone().text()))
    : db.prepare("DELETE FROM kept_answers WHERE tenant = ?1 AND subject = ?2").bind(tenant, subject);
  await statement.run();
};

/** Some answers hold a new key: at rest none is plain. */
const purposeOf = (tenant: string, subject: string): string => `kept-answer:${tenant}:${subject}`;
const sealed = async ({ keyring, chance }: Services, tenant: string, subject: string, answer: string): Promise<string> =>
  (await keyring()).seal(answer, purposeOf(tenant, subject), chance);
const opened = async ({ keyring }: Services, tenant: string, subject: string, answer: string | null): Promise<string> =>
  answer === null ? "" : ((await (await keyring()).open(answer, purposeOf(tenant, subject))) ?? "");

function again(row: Row | null, bodyHash: string, answer: string): Response {
  if (!row || row.status === null)
    return problemAnswer("conflict", "The first write with this Idempotency-Key is still going on", { reason: "in_progress" }, { "retry-after": "1" });
  if (row.body_hash !== bodyHash) return problemAnswer("refused", "This Idempotency-Key was used with another body", { reason: "key_reused" });
  const type = row.status < 400 ? "application/json" : "application/problem+json; charset=utf-8";
  return new Response(answer === "" ? null : answer, { status: row.status, headers: { "content-type": type, "idempotency-replayed": "true" } });
}
