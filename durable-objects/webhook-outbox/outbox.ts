/**
 * One subscriber's outbox, as decisions over its tables: what is taken, what is sent next, what an answer means. Order is kept for the whole
 * subscriber: nothing overtakes an event that still waits. Time and chance are arguments; call everything inside a transaction.
 */
import type { WebhookEvent, WebhookMode, WebhookOutcome, WebhookTask } from "../../protocol/webhooks.ts";
import { applySchema, type SqlLike } from "../apply-schema.ts";
import { planRetry } from "./retry-plan.ts";
import { WEBHOOK_SCHEMA } from "./schema.ts";

/** How long a delivery can be seen and replayed, and its id is known, ms. */
export const KEPT_MS = 7 * 24 * 3_600_000;
/** A subscriber further behind than this is switched off. */
export const MOST_WAITING = 20_000;
/** Attempts of one delivery that are remembered. */
const MOST_ATTEMPTS = 20;
/** The engine is told again after so long that a subscriber was switched off, ms. */
const TELL_AGAIN_MS = 30_000;
const TIDY_EVERY_MS = 3_600_000;
const DETAIL_UNITS = 500;

export interface OutboxHead {
  tenant: string;
  webhookId: string;
  mode: WebhookMode;
  offDetail: string | null;
  /** When the engine must be told (again) that it was switched off, epoch ms; null = it knows. */
  tellOffAt: number | null;
  /** Failures in a row of the first of the line. */
  failures: number;
  failingSince: number | null;
  /** When the first of the line may be tried, epoch ms. */
  nextAt: number;
  tidiedAt: number;
}

export class Outbox {
  readonly sql: SqlLike;
  readonly head: OutboxHead;

  /** Opens what is there; a new outbox belongs to whom it is first used for. */
  constructor(sql: SqlLike, tenant: string, webhookId: string, now: number) {
    applySchema(sql, WEBHOOK_SCHEMA);
    this.sql = sql;
    const row = sql.exec<{ doc: string }>("SELECT doc FROM head").toArray()[0];
    const fresh = { tenant, webhookId, mode: "on", offDetail: null, tellOffAt: null, failures: 0, failingSince: null, nextAt: 0, tidiedAt: now } as const;
    this.head = row ? (JSON.parse(row.doc) as OutboxHead) : { ...fresh };
    if (this.head.tenant !== tenant || this.head.webhookId !== webhookId) throw new Error("This outbox belongs to another subscription");
  }

  private save(): void {
    this.sql.exec("REPLACE INTO head (one, doc) VALUES (1, ?)", JSON.stringify(this.head));
  }

  private count(where: string): number {
    return this.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM deliveries WHERE ${where}`).toArray()[0]?.n ?? 0;
  }
  waiting(): number {
    return this.count("state = 'waiting'");
  }

  take(events: readonly WebhookEvent[], now: number): { outcome: "taken" } | { outcome: "off" } {
    if (this.head.mode === "off") return { outcome: "off" };
    for (const event of events) {
      // An id older than what is kept cannot be told from a new one any more.
      if (event.at < now - KEPT_MS) continue;
      this.sql.exec(
        "INSERT OR IGNORE INTO deliveries (event_id, type, at, customer_id, body, state, taken_at) VALUES (?, ?, ?, ?, ?, 'waiting', ?)",
        event.id,
        event.type,
        event.at,
        event.customerId,
        event.body,
        now,
      );
    }
    if (this.waiting() > MOST_WAITING) this.switchOff(`More than ${MOST_WAITING} events wait`, now);
    this.tidy(now);
    this.save();
    return { outcome: "taken" };
  }

  private first(): { eventId: string; body: string } | null {
    const sql = "SELECT event_id AS eventId, body FROM deliveries WHERE state = 'waiting' ORDER BY place LIMIT 1";
    return this.sql.exec<{ eventId: string; body: string }>(sql).toArray()[0] ?? null;
  }

  /** The next attempt, if it is due. Nothing is written: an attempt that was cut off is made again under the same id. */
  begin(now: number): WebhookTask | null {
    if (this.head.mode !== "on" || this.head.nextAt > now) return null;
    const row = this.first();
    const { tenant, webhookId, failures } = this.head;
    return row && { tenant, webhookId, ...row, attempt: failures + 1 };
  }

  finish(task: WebhookTask, outcome: WebhookOutcome, now: number, chance: number): void {
    const detail = outcome.outcome === "accepted" ? "" : outcome.detail.slice(0, DETAIL_UNITS);
    this.sql.exec("INSERT INTO attempts (event_id, at, status, ms, detail) VALUES (?, ?, ?, ?, ?)", task.eventId, now, outcome.status, outcome.ms, detail);
    this.sql.exec(
      "DELETE FROM attempts WHERE event_id = ?1 AND id NOT IN (SELECT id FROM attempts WHERE event_id = ?1 ORDER BY id DESC LIMIT ?2)",
      task.eventId,
      MOST_ATTEMPTS,
    );
    // Erased, skipped or paused meanwhile: what is not first any more says nothing about the line.
    if (this.first()?.eventId === task.eventId) this.judge(task.eventId, outcome, now, chance);
    this.tidy(now);
    this.save();
  }

  private judge(eventId: string, outcome: WebhookOutcome, now: number, chance: number): void {
    switch (outcome.outcome) {
      case "accepted":
        this.sql.exec("UPDATE deliveries SET state = 'delivered', delivered_at = ? WHERE event_id = ?", now, eventId);
        this.calm();
        return;
      case "gone":
        this.switchOff(outcome.detail, now);
        return;
      case "retry": {
        this.head.failures++;
        this.head.failingSince ??= now;
        const plan = planRetry(this.head.failures, this.head.failingSince, now, chance, outcome.afterMs);
        if (plan.plan === "again") this.head.nextAt = plan.at;
        else this.switchOff(`Nothing was taken for three days; the last answer: ${outcome.detail}`, now);
        return;
      }
      default:
        outcome satisfies never;
    }
  }

  private calm(): void {
    Object.assign(this.head, { failures: 0, failingSince: null, nextAt: 0 });
  }

  /** What waits stays and goes out in its order if the subscriber is switched on again in time. */
  private switchOff(detail: string, now: number): void {
    if (this.head.mode === "off") return;
    Object.assign(this.head, { mode: "off", offDetail: detail.slice(0, DETAIL_UNITS), tellOffAt: now });
  }

  /** Whether the engine has to be told now. */
  mustTellOff(now: number): boolean {
    return this.head.tellOffAt !== null && this.head.tellOffAt <= now;
  }

  offTold(told: boolean, now: number): void {
    this.head.tellOffAt = told ? null : now + TELL_AGAIN_MS;
    this.save();
  }

  /** By hand: on (at once, whatever the waiting time was) or paused. */
  setMode(mode: "on" | "paused"): void {
    this.calm();
    Object.assign(this.head, { mode, offDetail: null, tellOffAt: null });
    this.save();
  }

  /** To the end of the line, under the same id, in their order. */
  replay(what: { eventId: string } | { since: number; until: number }, now: number): number {
    const rows =
      "eventId" in what
        ? this.sql.exec<{ place: number }>("SELECT place FROM deliveries WHERE event_id = ? AND state <> 'waiting'", what.eventId)
        : this.sql.exec<{ place: number }>(
            "SELECT place FROM deliveries WHERE at >= ? AND at < ? AND state <> 'waiting' ORDER BY place",
            what.since,
            what.until,
          );
    const places = rows.toArray();
    let last = this.sql.exec<{ place: number }>("SELECT coalesce(max(place), 0) AS place FROM deliveries").toArray()[0]?.place ?? 0;
    for (const { place } of places) {
      last++;
      this.sql.exec("UPDATE deliveries SET place = ?, state = 'waiting', delivered_at = NULL, taken_at = ? WHERE place = ?", last, now, place);
    }
    this.save();
    return places.length;
  }

  skip(eventId: string): boolean {
    const wasFirst = this.first()?.eventId === eventId;
    const done = this.sql.exec<{ n: number }>("UPDATE deliveries SET state = 'skipped' WHERE event_id = ? AND state = 'waiting' RETURNING 1 AS n", eventId);
    const skipped = done.toArray().length > 0;
    if (skipped && wasFirst) this.calm();
    this.save();
    return skipped;
  }

  eraseCustomer(customerId: string): number {
    const first = this.first()?.eventId;
    this.sql.exec("DELETE FROM attempts WHERE event_id IN (SELECT event_id FROM deliveries WHERE customer_id = ?)", customerId);
    const gone = this.sql.exec<{ n: number }>("DELETE FROM deliveries WHERE customer_id = ? RETURNING 1 AS n", customerId).toArray().length;
    if (this.first()?.eventId !== first) this.calm();
    this.save();
    return gone;
  }

  private tidy(now: number): void {
    if (now - this.head.tidiedAt < TIDY_EVERY_MS) return;
    this.head.tidiedAt = now;
    this.sql.exec("DELETE FROM attempts WHERE event_id IN (SELECT event_id FROM deliveries WHERE taken_at < ?)", now - KEPT_MS);
    this.sql.exec("DELETE FROM deliveries WHERE taken_at < ?", now - KEPT_MS);
  }

  /** When there is something to do, epoch ms; null = nothing until somebody asks. */
  nextDue(now: number): number | null {
    if (this.head.tellOffAt !== null) return Math.max(now, this.head.tellOffAt);
    if (this.head.mode === "on" && this.first()) return Math.max(now, this.head.nextAt);
    return null;
  }
}
