import { describe, expect, it } from "vitest";
import { customerIdOf, newConversationId } from "../../../../protocol/ids.ts";
import type { ChangeInput, SlaSubject, SlaVerdict } from "../../../../protocol/ports.ts";
import { targetsAtRisk } from "../../../../worker/pipeline/targets-at-risk.ts";
import { watchForecasts, watchTeams } from "../../../../worker/pipeline/watch-teams.ts";
import type { Services } from "../../../../worker/services.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const NOW = Date.UTC(2026, 10, 27, 12);
const MINUTE = 60_000;

interface Told {
  agentId: string;
  id: string;
  code?: string;
}

/** As much of the services as watching touches: the read model is real, the objects are scripted. */
function shop(verdicts: (subjects: readonly SlaSubject[]) => SlaVerdict[], alert = false) {
  const db = sqliteD1();
  const told: Told[] = [];
  const changes: ChangeInput[] = [];
  const judged: string[] = [];
  const queue = (_tenant: string, teamId: string) => ({
    judge: async (_t: string, _team: string, subjects: readonly SlaSubject[]) => {
      judged.push(teamId);
      return verdicts(subjects);
    },
    forecast: async () => ({ alert, agentsNeeded: 9, agentsOnline: 4, predictedArrivalsPerMin: 2 }),
  });
  const desk = () => ({ tell: async (_t: string, agentId: string, events: Told[]) => void told.push(...events.map((event) => ({ ...event, agentId }))) });
  const session = () => ({
    change: async (input: ChangeInput) => {
      changes.push(input);
      return { outcome: "stale", owner: { kind: "bot" }, epoch: 9 };
    },
  });
  const services = {
    db,
    queue,
    desk,
    session,
    guard: { moves: new Map() },
    tenants: { peek: () => ({ settings: { maskedNumbers: [] } }) },
    listeners: { get: async () => ({ look: "missing" }) },
    now: () => NOW,
    later: () => undefined,
  } as unknown as Services;
  return { db, services, told, changes, judged };
}

const team = (db: D1Database, id: string, settings: unknown, archivedAt: number | null = null) =>
  db
    .prepare("INSERT INTO teams (tenant, id, name, settings, created_at, archived_at) VALUES ('t', ?1, ?1, ?2, 0, ?3)")
    .bind(id, JSON.stringify(settings), archivedAt)
    .run();

async function conversation(db: D1Database, teamId: string, owner: "agent" | "queue", lastTurnAt: number, waitingSince: number | null): Promise<string> {
  const customerId = await customerIdOf("t", { kind: "anon", scope: "web", value: `${teamId}-${lastTurnAt}-${owner}` });
  const id = newConversationId(customerId, lastTurnAt);
  await db
    .prepare(
      `INSERT INTO conversations (tenant, id, customer_id, status, owner_kind, agent_id, epoch, team_id, channel_kind, channel_id, channels, opened_at, last_turn_at, last_turn_seq, waiting_since, version)
       VALUES ('t', ?1, ?2, 'open', ?3, ?4, 5, ?5, 'web', 'web', '[]', 0, ?6, 1, ?7, 1)`,
    )
    .bind(id, customerId, owner, owner === "agent" ? "ag" : null, teamId, lastTurnAt, waitingSince)
    .run();
  return id;
}

describe("once a minute, over the read model", () => {
  it("an agent hears of a target at risk by an id that says what for, and teams without targets are not asked", async () => {
    const { db, services, told, judged } = shop((subjects) =>
      subjects.map(({ conversationId }) => ({ conversationId, owed: "next", dueAt: NOW + MINUTE, state: "risk" })),
    );
    await team(db, "support", { targets: [{ owed: "next", withinMs: MINUTE }] });
    await team(db, "plain", { slaMs: MINUTE });
    await team(db, "gone", { targets: [{ owed: "next", withinMs: MINUTE }] }, 1);
    const id = await conversation(db, "support", "agent", NOW - MINUTE, NOW - MINUTE);
    await conversation(db, "support", "queue", NOW - MINUTE, NOW - MINUTE);
    await conversation(db, "plain", "agent", NOW - MINUTE, NOW - MINUTE);
    await watchTeams(services);
    await watchTeams(services);
    expect(judged).toEqual(["support", "support"]);
    const event = `sla:${id}:next:${NOW + MINUTE}:risk`;
    // The desk knows an event by its id: said twice, it is heard once.
    expect(told.map((one) => [one.agentId, one.id, one.code])).toEqual([
      ["ag", event, "sla_risk"],
      ["ag", event, "sla_risk"],
    ]);
    const { results } = await db.prepare("SELECT id FROM events WHERE type = 'sla.at_risk'").all();
    expect(results).toEqual([{ id: event }]);
  });

  it("a team's targets at risk are those of its agents and of its line, the earliest due first", async () => {
    const { db, services } = shop((subjects) =>
      subjects.map(({ conversationId, waitingSince }) => ({ conversationId, owed: "first", dueAt: (waitingSince ?? 0) + MINUTE, state: "breached" })),
    );
    const held = await conversation(db, "support", "agent", NOW, NOW - 2 * MINUTE);
    const waits = await conversation(db, "support", "queue", NOW, NOW - 3 * MINUTE);
    await conversation(db, "other", "queue", NOW, NOW - 4 * MINUTE);
    const found = await targetsAtRisk(services, "t", "support", "people");
    expect(found.map(({ conversationId, agentId }) => [conversationId, agentId])).toEqual([
      [waits, null],
      [held, "ag"],
    ]);
    expect((await targetsAtRisk(services, "t", "support", "agents")).map(({ conversationId }) => conversationId)).toEqual([held]);
    expect(await targetsAtRisk(services, "another tenant", "support", "people")).toEqual([]);
  });

  it("closes what is quiet while the ball is with the customer, and nothing else", async () => {
    const { db, services, changes } = shop(() => []);
    await team(db, "support", { idleCloseMs: 10 * MINUTE });
    const quiet = await conversation(db, "support", "agent", NOW - 11 * MINUTE, null);
    await conversation(db, "support", "agent", NOW - 9 * MINUTE, null);
    await conversation(db, "support", "agent", NOW - 12 * MINUTE, NOW - 12 * MINUTE);
    await conversation(db, "support", "queue", NOW - 13 * MINUTE, null);
    await conversation(db, "other", "agent", NOW - 14 * MINUTE, null);
    await watchTeams(services);
    expect(changes).toMatchObject([{ conversationId: quiet, epoch: 5, by: { kind: "system" }, change: { change: "resolve", reason: "idle" } }]);
    expect(changes[0]?.key).toBe(`idle:${quiet}:${NOW - 11 * MINUTE}`);
  });

  it("an alert of a team is news once in half an hour, and only where somebody waits for it", async () => {
    const { db, services } = shop(() => [], true);
    await team(db, "support", {});
    const alerts = async () => (await db.prepare("SELECT id, detail FROM events WHERE type = 'forecast.alert'").all<{ id: string; detail: string }>()).results;
    await watchForecasts(services);
    expect(await alerts()).toEqual([]);
    await db
      .prepare(
        "INSERT INTO webhooks (tenant, id, url, events, secret, state, created_at, updated_at, updated_by) VALUES ('t', 'wh', 'https://example.com', ?1, '', 'on', 0, 0, '')",
      )
      .bind('["forecast.alert"]')
      .run();
    await watchForecasts(services);
    await watchForecasts(services);
    const [alert, ...more] = await alerts();
    expect(more).toEqual([]);
    expect(JSON.parse(alert?.detail ?? "{}")).toEqual({ team: "support", agentsNeeded: "9", agentsOnline: "4", arrivalsPerMin: "2.00" });
  });
});
