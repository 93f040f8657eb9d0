import { describe, expect, it } from "vitest";
import type { Turn } from "../../../../protocol/conversation.ts";
import type { ProjectTask } from "../../../../protocol/ports.ts";
import { Projector } from "../../../../worker/pipeline/projector.ts";

const turn = (seq: number): Turn => ({
  id: `tn_${seq}`,
  seq,
  conversationId: "cv_1",
  topicId: null,
  kind: "message",
  author: { kind: "customer" },
  channel: { kind: "api", accountId: "api" },
  identity: "api_user::1",
  thread: "1",
  parts: [{ type: "text", text: "在吗" }],
  at: seq,
});

const taskOf = (customerId: string, turns: number): ProjectTask => ({
  tenant: "demo",
  customerId,
  version: 1,
  customer: {
    id: customerId,
    tenant: "demo",
    name: null,
    avatarUrl: null,
    locale: null,
    identities: [],
    facts: [],
    grafts: [],
    blocked: false,
    firstSeenAt: 0,
    lastSeenAt: 0,
  },
  conversations: [],
  deliveries: [],
  turns: Array.from({ length: turns }, (_, seq) => turn(seq)),
  suggestionsUsed: [],
  events: [],
});

interface Batch {
  customers: string[];
  turns: number;
  end(): void;
  fail(): void;
}

/** D1 of which the test ends each batch, and a clock that rings when it is told to. */
function world() {
  const batches: Batch[] = [];
  let rings: { at: number; ring: () => void }[] = [];
  const [clock, health] = [{ now: 0 }, [] as string[]];
  const rowsOf = (sql: string, bound: { sql: string; json: string }[]): { id: string }[] =>
    bound.flatMap((statement) => (statement.sql.includes(sql) ? (JSON.parse(statement.json) as { id: string }[]) : []));
  const db = {
    prepare: (sql: string) => ({ bind: (json: string) => ({ sql, json }) }),
    batch: (bound: { sql: string; json: string }[]) =>
      new Promise<void>((resolve, reject) =>
        batches.push({
          customers: rowsOf("INTO customers", bound).map(({ id }) => id),
          turns: rowsOf("INTO turns_index", bound).length,
          end: resolve,
          fail: () => reject(new Error("no")),
        }),
      ),
  } as unknown as D1Database;
  const projector = new Projector({
    db,
    now: () => clock.now,
    report: (state) => void health.push(state),
    isBusy: () => false,
    timer: (ms, ring) => {
      const entry = { at: clock.now + ms, ring };
      rings.push(entry);
      return () => {
        rings = rings.filter((other) => other !== entry);
      };
    },
  });
  const pass = async (ms: number): Promise<void> => {
    for (const until = clock.now + ms; ; ) {
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = rings.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      clock.now = next?.at ?? until;
      if (!next) return;
      rings = rings.filter((other) => other !== next);
      next.ring();
    }
  };
  const dropTimers = (): void => {
    rings = [];
  };
  return { projector, batches, pass, health, dropTimers };
}

describe("what is told to the read model", () => {
  it("is written together when it comes close together, and not before", async () => {
    const { projector, batches, pass, health } = world();
    const told = Promise.all(["cu_1", "cu_2", "cu_3"].map((id) => projector.project(taskOf(id, 2))));
    await pass(10);
    expect(batches).toHaveLength(0);
    await pass(100);
    expect(batches).toMatchObject([{ customers: ["cu_1", "cu_2", "cu_3"], turns: 6 }]);
    batches[0]?.end();
    expect(await told).toEqual([true, true, true]);
    expect(health).toEqual(["ok"]);
  });

  it("goes in bounded pieces, one after the other", async () => {
    const { projector, batches, pass } = world();
    const told = Promise.all(Array.from({ length: 10 }, (_, n) => projector.project(taskOf(`cu_${n}`, 80))));
    for (let piece = 1; piece <= 4; piece++) {
      await pass(100);
      expect(batches).toHaveLength(piece);
      expect(batches[piece - 1]?.turns).toBeLessThanOrEqual(300);
      batches[piece - 1]?.end();
    }
    await pass(100);
    expect(batches.flatMap(({ customers }) => customers)).toEqual(Array.from({ length: 10 }, (_, n) => `cu_${n}`));
    expect(await told).toEqual(Array(10).fill(true));
  });

  it("says so when it was refused, and goes on", async () => {
    const { projector, batches, pass, health } = world();
    const told = [projector.project(taskOf("cu_1", 300)), projector.project(taskOf("cu_2", 300))];
    await pass(100);
    batches[0]?.fail();
    await pass(100);
    batches[1]?.end();
    expect(await Promise.all(told)).toEqual([false, true]);
    expect(health).toEqual(["degraded", "ok"]);
  });

  it("keeps nobody waiting for a batch whose request was cut off", async () => {
    const { projector, batches, pass, dropTimers } = world();
    void projector.project(taskOf("cu_1", 1));
    dropTimers();
    const along = projector.project(taskOf("cu_2", 1));
    await pass(4_000);
    const late = projector.project(taskOf("cu_3", 1));
    await pass(4_000);
    expect(await along).toBe(false);
    expect(batches.map(({ customers }) => customers)).toEqual([["cu_3"]]);
    batches[0]?.end();
    expect(await late).toBe(true);
  });
});
