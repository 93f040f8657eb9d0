import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { traceOf } from "../../../../protocol/ids.ts";
import { ERASED_PLACES, emptyPlaces, OTHER_PLACES, takeBuyersOut } from "../../../../worker/privacy/places.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const MIGRATIONS = join(import.meta.dirname, "../../../../migrations");
const FAR = Number.MAX_SAFE_INTEGER;
const ANNA = "cu_annaannaannaannaanna";
const BEN = "cu_benbenbenbenbenbenbe";

function tables(): string[] {
  const sql = readdirSync(MIGRATIONS).map((file) => readFileSync(join(MIGRATIONS, file), "utf8"));
  return sql.flatMap((text) => [...text.matchAll(/^CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?(\w+)/gm)].map((match) => match[1] ?? ""));
}

async function filled(): Promise<D1Database> {
  const db = sqliteD1();
  for (const [id, at] of [
    [ANNA, 1_000],
    [BEN, 1_000],
  ] as const) {
    const conversation = `cv_0000000000${traceOf(id)}abcdef`;
    const run = (sql: string, ...values: (string | number)[]): Promise<unknown> =>
      db
        .prepare(sql)
        .bind(...values)
        .run();
    await run("INSERT INTO customers (tenant, id, name, first_seen_at, last_seen_at, version) VALUES ('t', ?1, 'n', ?2, ?2, 1)", id, at);
    await run("INSERT INTO identities (tenant, kind, scope, value, customer_id) VALUES ('t', 'phone', '', ?1, ?2)", `+86138${id}`, id);
    await run(
      "INSERT INTO conversations (tenant, id, customer_id, status, owner_kind, epoch, channel_kind, channel_id, channels, opened_at, last_turn_at, last_turn_seq, version) VALUES ('t', ?1, ?2, 'open', 'bot', 1, 'api', 'api', '[]', ?3, ?3, 1, 1)",
      conversation,
      id,
      at,
    );
    await run(
      `INSERT INTO report_facts (tenant, opened_at, id, agent_id, channel_kind, intents, labels, resolved, reopened, messages, agent_replies, bot_replies, canned, accepted, edited, refused)
       VALUES ('t', ?2, ?1, '', 'api', '[]', '[]', 0, 0, 1, 0, 0, 0, 0, 0, 0)`,
      conversation,
      at,
    );
    await run("INSERT INTO emptied (tenant, conversation_id, object_id, at) VALUES ('t', ?1, 'o', ?2)", conversation, at);
    await run("INSERT INTO conversation_labels VALUES ('t', 'vip', ?1)", conversation);
    await run(
      "INSERT INTO turns_index (tenant, turn_id, customer_id, conversation_id, seq, kind, author_kind, channel_kind, channel_id, text, at) VALUES ('t', ?1, ?2, ?3, 1, 'reply', 'agent', 'api', 'api', 'words', ?4)",
      `tn_${id}`,
      id,
      conversation,
      at,
    );
    await run(
      "INSERT INTO deliveries (tenant, turn_id, conversation_id, channel_kind, channel_id, state, at) VALUES ('t', ?1, ?2, 'api', 'api', 'sent', 1)",
      `tn_${id}`,
      conversation,
    );
    await run(
      "INSERT INTO events (tenant, id, type, at, customer_id, conversation_id) VALUES ('t', ?1, 'message.received', ?2, ?3, ?4)",
      `ev_${id}`,
      at,
      id,
      conversation,
    );
    await run(
      "INSERT INTO labelled_messages (tenant, id, text, language, context, intents, held, conversation_id, at, by) VALUES ('t', ?1, 'words', 'en', '[]', '[]', 0, ?2, 1, 'a')",
      id,
      conversation,
    );
    await run("INSERT INTO mail_threads VALUES ('t', 'thread', ?1, 'ch', ?2, ?3, ?4)", `${id}@x.example`, id, conversation, at);
    await run("INSERT INTO consents VALUES ('t', ?1, ?2, '2026-11', 1, 'visitor')", id, at);
    await run(
      "INSERT INTO kept_answers (tenant, subject, body_hash, at) VALUES ('t', ?1, 'h', ?2)",
      `key:k POST /v1/conversations/${conversation}/notes k1`,
      at,
    );
    await run("INSERT INTO uploads VALUES ('t', ?1, 'image/png', 'me.png', 3, 'h', ?2, ?3)", `media/t/${id}`, `visitor:${id}`, at);
  }
  return db;
}

const left = async (db: D1Database): Promise<string[]> => {
  const seen: string[] = [];
  for (const { table } of ERASED_PLACES) {
    const { results } = await db.prepare(`SELECT * FROM ${table}`).all();
    if (JSON.stringify(results).includes(traceOf(ANNA))) seen.push(table);
  }
  return seen;
};

describe("the places where D1 knows customers", () => {
  it("are all of its tables, each either emptied or with a reason why not", () => {
    const listed = [...ERASED_PLACES.map(({ table }) => table), ...Object.keys(OTHER_PLACES)];
    expect(new Set(listed)).toEqual(new Set(tables()));
  });

  it("hold nothing of an erased customer, and all of everybody else", async () => {
    const db = await filled();
    expect((await left(db)).length).toBe(ERASED_PLACES.length);
    const counts = await emptyPlaces(db, { tenant: "t", customers: [ANNA], conversations: [], traces: [traceOf(ANNA)], before: FAR });
    expect(await left(db)).toEqual([]);
    expect(Object.values(counts)).toEqual(ERASED_PLACES.map(() => 1));
    for (const { table } of ERASED_PLACES) expect((await db.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())?.n).toBe(1);
  });

  it("are left alone for another tenant that uses the same ids", async () => {
    const db = await filled();
    await emptyPlaces(db, { tenant: "other", customers: [ANNA], conversations: [], traces: [traceOf(ANNA)], before: FAR });
    expect((await left(db)).length).toBe(ERASED_PLACES.length);
  });

  it("keep somebody who came back after the erasing when late projections are swept", async () => {
    const db = await filled();
    await emptyPlaces(db, { tenant: "t", customers: [ANNA], conversations: [], traces: [traceOf(ANNA)], before: 500 });
    expect((await left(db)).length).toBe(ERASED_PLACES.length);
    await emptyPlaces(db, { tenant: "t", customers: [ANNA], conversations: [], traces: [traceOf(ANNA)], before: 1_001 });
    expect(await left(db)).toEqual([]);
  });

  it("keep a sale without its buyer", async () => {
    const db = sqliteD1();
    await db
      .prepare(
        "INSERT INTO orders (tenant, id, number, number_end, status, amount, buyer_id, phone, phone_end, email, updated_at) VALUES ('t', 'o1', 'A1', '1a', 'paid', '9.90', 'u-1', '138 0013 8000', '00083100831', 'Anna@x.example', 1), ('t', 'o2', 'A2', '2a', 'paid', '1.00', 'u-2', NULL, NULL, NULL, 1)",
      )
      .run();
    expect(await takeBuyersOut(db, "t", [{ kind: "phone", value: "+8613800138000" }])).toBe(1);
    const { results } = await db.prepare("SELECT number, amount, buyer_id, phone, email FROM orders ORDER BY id").all();
    expect(results).toEqual([
      { number: "A1", amount: "9.90", buyer_id: null, phone: null, email: null },
      { number: "A2", amount: "1.00", buyer_id: "u-2", phone: null, email: null },
    ]);
  });
});
