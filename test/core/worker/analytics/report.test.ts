/**
 * Reports against a plain count over the raw rows: random conversations that change at random, with looks of the cron in between. The
 * oracle shares nothing with the reports but the names of the figures.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIGURES, type Figure, GROUPS, type Group } from "../../../../protocol/report-figures.ts";
import { behindFigure } from "../../../../worker/analytics/behind-figure.ts";
import { buildDays, buildMonths, cutDaysAt } from "../../../../worker/analytics/day-tables.ts";
import { markAll, takeFacts } from "../../../../worker/analytics/facts.ts";
import { report } from "../../../../worker/analytics/report.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";
import { groupsOf, plainly, type Raw, type Told } from "./plain-report.ts";

const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 0, 1);
const DAYS = 75;
const NOW = BEGIN + DAYS * DAY;
const FAR = 1_000_000;

const span = fc.integer({ min: 1, max: 3 * 3_600_000 });
const pick = <T>(...values: T[]) => fc.constantFrom(...values);
const conversation = fc
  .record({
    n: fc.integer({ min: 0, max: 40 }),
    team: pick("a", "b", null),
    agent: pick("li", "wu", null),
    channel: pick("web", "line"),
    labels: fc.uniqueArray(pick("vip", "refund")),
    reply: fc.option(span),
    resolved: fc.option(span),
    turns: fc.array(fc.record({ kind: pick("message", "reply"), author: pick("agent", "bot", "customer"), intents: fc.uniqueArray(pick("refund", "size")) }), {
      maxLength: 5,
    }),
    waited: fc.option(span),
    held: fc.option(span),
    reopened: fc.boolean(),
    target: fc.option(pick("risk", "breached")),
    scores: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
    uses: fc.array(pick("accepted" as const, "edited" as const, "refused" as const), { maxLength: 3 }),
    canned: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ n, reply, resolved, waited, held, reopened, target, scores, ...rest }): Raw => {
    // The same id is always opened at the same time.
    const openedAt = BEGIN + ((n * 7_919 * 60_000 * 3) % (DAYS * DAY));
    const events: Told[] = [];
    if (waited !== null) events.push({ type: "conversation.queued", at: openedAt, detail: { team: "a" } });
    if (waited !== null && held !== null) events.push({ type: "conversation.assigned", at: openedAt + waited, detail: { agent: "li" } });
    if (waited !== null && held !== null && resolved !== null) events.push({ type: "conversation.resolved", at: openedAt + waited + held });
    if (reopened) events.push({ type: "conversation.reopened", at: openedAt + FAR * 100, byKind: "customer" });
    if (target !== null) events.push({ type: "sla.at_risk", at: openedAt + FAR, detail: { owed: "reply", state: target } });
    for (const score of scores) events.push({ type: "csat.received", at: openedAt + FAR * 200, detail: { score: String(score) } });
    return {
      ...rest,
      id: `cv_${String(n).padStart(3, "0")}`,
      openedAt,
      firstReplyAt: reply === null ? null : openedAt + reply,
      resolvedAt: resolved === null ? null : openedAt + resolved,
      events,
    };
  });

async function write(db: D1Database, raw: Raw, version: number): Promise<void> {
  const run = (sql: string, ...values: (string | number | null)[]) => db.prepare(sql).bind(...values);
  const { id, openedAt } = raw;
  await db.batch([
    run(
      `INSERT INTO conversations (tenant, id, customer_id, status, owner_kind, agent_id, epoch, team_id, channel_kind, channel_id, channels, labels, opened_at, last_turn_at, last_turn_seq, first_reply_at, resolved_at, version)
       VALUES ('t', ?1, 'cu', ?2, 'bot', ?3, 1, ?4, ?5, 'x', '[]', ?6, ?7, ?7, 1, ?8, ?9, ?10)
       ON CONFLICT (tenant, id) DO UPDATE SET status = excluded.status, agent_id = excluded.agent_id, team_id = excluded.team_id, channel_kind = excluded.channel_kind,
         labels = excluded.labels, first_reply_at = excluded.first_reply_at, resolved_at = excluded.resolved_at, version = excluded.version`,
      id,
      raw.resolvedAt === null ? "open" : "resolved",
      raw.agent,
      raw.team,
      raw.channel,
      JSON.stringify(raw.labels),
      openedAt,
      raw.firstReplyAt,
      raw.resolvedAt,
      version,
    ),
    ...["conversation_labels", "turns_index", "events", "suggestion_uses", "canned_uses"].map((table) =>
      run(`DELETE FROM ${table} WHERE conversation_id = ?1`, id),
    ),
    ...raw.labels.map((label) => run("INSERT INTO conversation_labels VALUES ('t', ?1, ?2)", label, id)),
    ...raw.turns.map(({ kind, author, intents }, at) =>
      run(
        "INSERT INTO turns_index VALUES ('t', ?1, 'cu', ?2, ?3, ?4, ?5, NULL, 'web', 'x', ?6, '', ?7)",
        `${id}.${at}`,
        id,
        at,
        kind,
        author,
        JSON.stringify(intents),
        openedAt + at,
      ),
    ),
    ...raw.events.map(({ type, at, detail, byKind }, n) =>
      run(
        "INSERT INTO events (tenant, id, type, at, conversation_id, by_kind, detail) VALUES ('t', ?1, ?2, ?3, ?4, ?5, ?6)",
        `${id}.${n}`,
        type,
        at,
        id,
        byKind ?? null,
        JSON.stringify(detail ?? {}),
      ),
    ),
    ...raw.uses.map((used, n) => run("INSERT INTO suggestion_uses VALUES ('t', ?1, ?2, 'tn', ?3, '[]', NULL, 0.9, ?4)", `${id}.${n}`, id, used, openedAt)),
    ...Array.from({ length: raw.canned }, (_, n) => run("INSERT INTO canned_uses VALUES ('t', ?1, 'c', 'li', ?2, ?3)", `${id}.${n}`, id, openedAt)),
  ]);
}

async function agrees(db: D1Database, all: readonly Raw[], from: number, to: number, by: Group, utcOffsetMin: number, teamIds: string[] | null): Promise<void> {
  const seen = all.filter((raw) => raw.openedAt >= from && raw.openedAt < to && (teamIds === null || (raw.team !== null && teamIds.includes(raw.team))));
  const groups = new Map<string, Raw[]>();
  for (const raw of seen) for (const group of groupsOf(raw, by, utcOffsetMin)) groups.set(group, [...(groups.get(group) ?? []), raw]);
  const { rows, behind } = await report(db, "t", { from, to, by, utcOffsetMin, teamIds });
  expect(behind).toBe(0);
  const said = Object.fromEntries(rows.map(({ group, percentiles: _, ...figures }) => [group, rounded(figures)]));
  expect(said).toEqual(Object.fromEntries([...groups].map(([group, raws]) => [group, rounded(plainly(raws))])));
}

/** Sums in another order differ in the last bit. */
const rounded = (figures: Record<Figure, number | null>): Record<string, number | null> =>
  Object.fromEntries(FIGURES.map((name) => [name, figures[name] === null ? null : Number(figures[name]?.toPrecision(12))]));

type Step = { do: "write"; raw: Raw } | { do: "erase"; n: number } | { do: "look" | "months" | "remake" } | { do: "cut"; offsetMin: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: conversation.map((raw): Step => ({ do: "write", raw })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 }).map((n): Step => ({ do: "erase", n })) },
  { weight: 3, arbitrary: pick<Step>({ do: "look" }, { do: "months" }) },
  { weight: 1, arbitrary: pick<Step>({ do: "remake" }, { do: "cut", offsetMin: 480 }, { do: "cut", offsetMin: -300 }) },
);

async function perform(db: D1Database, all: Map<string, Raw>, done: Step, now: number): Promise<void> {
  switch (done.do) {
    case "write":
      all.set(done.raw.id, done.raw);
      return write(db, done.raw, now);
    case "erase": {
      const id = `cv_${String(done.n).padStart(3, "0")}`;
      all.delete(id);
      await db.prepare("DELETE FROM conversations WHERE tenant = 't' AND id = ?1").bind(id).run();
      return;
    }
    case "look":
    case "months":
      await takeFacts(db, "t", FAR);
      await buildDays(db, "t", now, FAR);
      if (done.do === "months") await buildMonths(db, "t", now, FAR);
      return;
    case "remake":
      return markAll(db, "t");
    case "cut":
      return cutDaysAt(db, "t", done.offsetMin, now);
    default:
      return done satisfies never;
  }
}

describe("reports from day tables", () => {
  it("say what a plain count over the raw rows says, whatever happened in which order", async () => {
    const asked = fc.record({
      from: fc.integer({ min: BEGIN - DAY, max: NOW }),
      length: fc.integer({ min: 0, max: DAYS * DAY }),
      by: fc.constantFrom(...GROUPS),
      utcOffsetMin: pick(480, 0, -300),
      teamIds: pick(null, ["a"], ["a", "b"], []),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), fc.array(asked, { minLength: 3, maxLength: 6 }), async (steps, questions) => {
        const db = sqliteD1();
        await db.prepare("INSERT INTO tenants (id, name, created_at) VALUES ('t', 't', 1)").run();
        const all = new Map<string, Raw>();
        let now = NOW + DAY;
        for (const done of steps) {
          now += 3_600_000;
          await perform(db, all, done, now);
        }
        for (const { from, length, by, utcOffsetMin, teamIds } of questions)
          await agrees(db, [...all.values()], from, from + length, by, utcOffsetMin, teamIds);
        for (const by of GROUPS) await agrees(db, [...all.values()], BEGIN, NOW, by, 480, null);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it("lead to the conversations they count", async () => {
    const db = sqliteD1();
    const raws = fc.sample(conversation, { numRuns: 60, seed: 7 });
    for (const [version, raw] of raws.entries()) await write(db, raw, version);
    const query = { from: BEGIN, to: NOW, utcOffsetMin: 480, teamIds: null };
    for (const by of GROUPS)
      for (const row of (await report(db, "t", { ...query, by })).rows.slice(0, 3))
        for (const figure of ["conversations", "resolved", "reopened", "answered", "slaMissed", "rated"] as const) {
          const { rows } = await behindFigure(db, "t", { ...query, by, group: row.group, figure, limit: 100 });
          expect(rows.length, `${by} ${row.group} ${figure}`).toBe(row[figure]);
        }
  });
});
