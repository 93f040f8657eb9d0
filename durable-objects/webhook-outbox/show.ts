/** The delivery log of one subscriber, a page at a time, newest place first. */
import type { DeliveriesQuery, ShownAttempt, ShownDelivery, WebhookLog } from "../../protocol/webhooks.ts";
import type { Outbox } from "./outbox.ts";

interface Row extends Record<string, SqlStorageValue> {
  place: number;
  eventId: string;
  type: string;
  at: number;
  state: ShownDelivery["state"];
  deliveredAt: number | null;
  body: string;
}
type AttemptRow = ShownAttempt & { eventId: string } & Record<string, SqlStorageValue>;

export function showLog(outbox: Outbox, query: DeliveriesQuery): WebhookLog {
  const where = ["place < ?", ...(query.state ? ["state = ?"] : []), ...(query.type ? ["type = ?"] : [])].join(" AND ");
  const values = [query.before ?? Number.MAX_SAFE_INTEGER, ...(query.state ? [query.state] : []), ...(query.type ? [query.type] : []), query.limit + 1];
  const sql = `SELECT place, event_id AS eventId, type, at, state, delivered_at AS deliveredAt, body FROM deliveries WHERE ${where} ORDER BY place DESC LIMIT ?`;
  const rows = outbox.sql.exec<Row>(sql, ...values).toArray();
  const page = rows.slice(0, query.limit);
  const attempts = outbox.sql
    .exec<AttemptRow>(
      "SELECT event_id AS eventId, at, status, ms, detail FROM attempts WHERE event_id IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
      JSON.stringify(page.map((row) => row.eventId)),
    )
    .toArray();
  const { mode, offDetail, failingSince, nextAt } = outbox.head;
  const waiting = outbox.waiting();
  return {
    mode,
    offDetail,
    waiting,
    failingSince,
    nextAt: mode === "on" && waiting > 0 ? nextAt : null,
    deliveries: page.map(({ body, ...row }) => ({
      ...row,
      attempts: attempts.filter(({ eventId }) => eventId === row.eventId).map(({ at, status, ms, detail }) => ({ at, status, ms, detail })),
      payload: JSON.parse(body) as unknown,
    })),
    next: rows.length > query.limit ? (page.at(-1)?.place ?? null) : null,
  };
}
