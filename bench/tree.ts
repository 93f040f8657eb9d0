/**
 * The session tree without workerd: how long a view takes at 100 and at 100 000 turns, and how many messages one process records.
 * `node bench/tree.ts [folder]`: over node:sqlite in a file of that folder (default: /dev/shm where there is one), the same code as in the object.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepThought } from "../durable-objects/customer-session/keep-thought.ts";
import { conversationView, customerView } from "../durable-objects/customer-session/read.ts";
import { recordEvent } from "../durable-objects/customer-session/record.ts";
import { SessionKeeper } from "../durable-objects/customer-session/session-keeper.ts";
import { newId } from "../protocol/ids.ts";
import type { RecordInput } from "../protocol/ports.ts";
import type { Thought } from "../protocol/understanding.ts";
import { sqliteStorage } from "../test/support/sqlite-storage.ts";
import { median } from "./figures.ts";

const SMALL = 100;
const LARGE = 100_000;
const VIEWS = 400;
const ROUNDS = 7;
const RECORDS = 5_000;
/** The project's bound: the large view costs at most this many times the small one. */
const BOUND = 1.5;
const TURNS_PER_CONVERSATION = 20;
const DAY_MS = 86_400_000;

const address = { tenant: "bench", customerId: "cu_00000000000000000000" };

function inputOf(n: number, at: number): RecordInput {
  return {
    ...address,
    key: `k${n}`,
    channel: { kind: "wechat_oa", accountId: "ch_wx" },
    thread: "openid",
    identities: [{ kind: "openid", scope: "wx1", value: "openid", verified: true }],
    at,
    event: { type: "message", turnId: newId("tn", at), parts: [{ type: "text", text: `第${n}条：我的快递 SF1234567890 到哪里了？` }], providerId: `m${n}` },
  };
}

const thought = (at: number): Thought => ({
  understanding: {
    intents: [{ name: "track_order", confidence: 0.9 }],
    slots: [],
    topics: ["delivery"],
    language: "zh",
    outOfScope: 0,
    margin: 0.5,
    model: { version: "bench" },
    degraded: false,
  },
  hits: [],
  complete: true,
  orders: [],
  suggestions: [],
  facts: [],
  next: { move: "stay" },
  at,
});

function keeperAt(path: string): { keeper: SessionKeeper; close(): void } {
  const storage = sqliteStorage(path);
  const keeper = new SessionKeeper({
    sql: storage.sql,
    transactionSync: storage.transaction,
    now: () => Date.now(),
    dueBy: () => {},
    written: (session) => {
      // As the alarm does after the read model was told.
      session.head.dirtyConversations = {};
      session.head.projectedSeq = session.head.seq;
    },
  });
  return { keeper, close: storage.close };
}

/** A history of `turns` messages, a new conversation every TURNS_PER_CONVERSATION (the last one resolved a month before). */
function fill(keeper: SessionKeeper, turns: number): string {
  let at = Date.now() - Math.ceil(turns / TURNS_PER_CONVERSATION) * 15 * DAY_MS;
  let last = "";
  for (let n = 0; n < turns; n++) {
    if (n % TURNS_PER_CONVERSATION === 0) at += 15 * DAY_MS;
    const outcome = keeper.begin(address, (session) => recordEvent(session, inputOf(n, ++at)));
    if (outcome.outcome !== "recorded" || !outcome.task) throw new Error("not recorded");
    const { task } = outcome;
    keeper.write(address, (session) => keepThought(session, task.turnId, task.epoch, thought(at)));
    last = task.conversationId;
  }
  return last;
}

function timeOf(times: number, work: () => unknown): number {
  const from = performance.now();
  for (let n = 0; n < times; n++) work();
  return ((performance.now() - from) * 1_000) / times;
}

interface Subject {
  turns: number;
  view: number[];
  conversation: number[];
  run(): void;
  close(): void;
}

function subject(folder: string, turns: number): Subject {
  const { keeper, close } = keeperAt(join(folder, `${turns}.sqlite`));
  const conversationId = fill(keeper, turns);
  const view: number[] = [];
  const conversation: number[] = [];
  return {
    turns,
    view,
    conversation,
    close,
    run: () => {
      const session = keeper.read(address);
      if (!session) throw new Error("no session");
      view.push(timeOf(VIEWS, () => JSON.stringify(customerView(session, {}))));
      conversation.push(timeOf(VIEWS, () => JSON.stringify(conversationView(session, conversationId, {}))));
    },
  };
}

/** Messages a second into one customer, and into as many customers as messages divided by ten. */
function recordRate(folder: string): number {
  const { keeper, close } = keeperAt(join(folder, "records.sqlite"));
  fill(keeper, SMALL);
  const at = Date.now();
  const micros = timeOf(RECORDS, () => keeper.begin(address, (session) => recordEvent(session, inputOf(Math.random(), at))));
  close();
  return 1_000_000 / micros;
}

function main(): void {
  const base = process.argv[2] ?? (existsSync("/dev/shm") ? "/dev/shm" : tmpdir());
  const folder = mkdtempSync(join(base, "kefu-tree-"));
  try {
    const subjects = [subject(folder, SMALL), subject(folder, LARGE)];
    // Alternating order, so that whatever the machine does meanwhile hits both.
    for (let round = 0; round < ROUNDS; round++) for (const each of round % 2 ? subjects : [...subjects].reverse()) each.run();
    const [small, large] = subjects.map((each) => ({
      turns: each.turns,
      viewMicros: Math.round(median(each.view)),
      conversationMicros: Math.round(median(each.conversation)),
    }));
    for (const each of subjects) each.close();
    if (!small || !large) throw new Error("no figures");
    const ratio = Math.max(large.viewMicros / small.viewMicros, large.conversationMicros / small.conversationMicros);
    console.log(
      JSON.stringify({ folder: base, small, large, ratio: Number(ratio.toFixed(2)), bound: BOUND, recordsPerSecond: Math.round(recordRate(folder)) }),
    );
    if (ratio > BOUND) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) main();
