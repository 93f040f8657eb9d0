/** Reports are sums that are kept. Thrown away and made anew from the events, every figure is what it was. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { GROUPS } from "../../protocol/report-figures.ts";
import { ASSETS, buildWorker, ROOT } from "../../scripts/build.ts";
import { type Demo, demoOf } from "../../scripts/engine/demo.ts";
import { type Engine, startEngine } from "../../scripts/engine/engine.ts";
import { secretsIn } from "../../scripts/engine/secrets.ts";
import { eventually } from "../support/engine.ts";
import { REPORTS_AT_HEADER, type ReportsState } from "../support/reports-header.ts";

const CUSTOMERS = 6;
/** A day that changed is made anew after five minutes at the earliest. */
const BETWEEN_LOOKS_MS = 6 * 60_000;
const FROM_MARCH_ON = `from=${Date.UTC(2024, 1, 1)}&to=${Date.UTC(2024, 4, 1)}`;

let dataDir: string;
let engine: Engine;
let demo: Demo;
let adminSecret: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "kefu-reports-"));
  const bundle = join(dataDir, "bundle/index.js");
  await mkdir(ASSETS, { recursive: true });
  await buildWorker(join(ROOT, "test/support/reports-by-hand.ts"), bundle);
  const secrets = await secretsIn(dataDir);
  adminSecret = secrets.ADMIN_SECRET;
  engine = await startEngine({ dataDir, port: 0, secrets, bundle });
  demo = await demoOf(dataDir, engine.url, adminSecret);
});
afterAll(async () => {
  await engine?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Two messages a conversation, each of another day, every second one with a label. */
const history = (): string =>
  [
    "conversation_id,customer_id,name,email,at,from,agent_email,text,labels",
    ...Array.from({ length: CUSTOMERS }, (_, n) => [
      `old-${n},c-${n},Li,,2024-03-${10 + n} 10:00:00,customer,,怎么退货,${n % 2 === 0 ? "vip" : ""}`,
      `old-${n},c-${n},,,2024-03-${10 + n} 10:0${n + 1}:00,agent,${demo.agents[0]?.email},七天内都可以退,`,
    ]).flat(),
  ].join("\n");

async function sent<T>(path: string, headers: Record<string, string>, body?: string): Promise<T> {
  const response = await fetch(engine.url + path, { headers, ...(body === undefined ? {} : { method: "POST", body }) });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text) as T;
}
const asAdmin = (): Record<string, string> => ({ authorization: `Bearer ${demo.apiKey}` });

type Rows = { group: string; conversations: number; answered: number }[];
async function figures(): Promise<Record<string, Rows>> {
  const read = async (by: string) => (await sent<{ rows: Rows }>(`/v1/reports/conversations?by=${by}&${FROM_MARCH_ON}`, asAdmin())).rows;
  return Object.fromEntries(await Promise.all(GROUPS.map(async (by) => [by, await read(by)] as const)));
}

const stateAfterLook = (at: number): Promise<ReportsState> => sent("/", { [REPORTS_AT_HEADER]: String(at) });
const state = (): Promise<ReportsState> => stateAfterLook(0);
let at = Date.now();
/** Looks again and again until every day of the import has its sums, and the month in every grouping but by day. */
const summed = () =>
  eventually(async () => {
    at += BETWEEN_LOOKS_MS;
    const { waiting, days, months } = await stateAfterLook(at);
    return waiting === 0 && days >= CUSTOMERS && months === GROUPS.length - 1;
  }, "every sum is made");

it("figures of a past month are the same from its events, from its sums, and from sums made anew", async () => {
  const imported = await sent("/v1/import?from=csv&name=old.csv", { ...asAdmin(), "content-type": "text/csv" }, history());
  expect(imported).toMatchObject({ conversations: CUSTOMERS });
  const fromEvents = await eventually(async () => {
    const known = await figures();
    const { waiting } = await state();
    const answered = known.day?.reduce((sum, row) => sum + row.answered, 0);
    return waiting === 0 && answered === CUSTOMERS && known;
  }, "all of it is in the report");
  expect(fromEvents.label).toMatchObject([{ group: "imported" }, { group: "vip", conversations: CUSTOMERS / 2 }]);
  expect(await state()).toMatchObject({ days: 0, months: 0 });
  await summed();
  expect(await figures()).toEqual(fromEvents);

  const asked = JSON.stringify({ ids: [], reports: { tenant: "demo", utcOffsetMin: 0 } });
  expect(await sent("/v1/admin/rebuild", { "x-admin-secret": adminSecret, "content-type": "application/json" }, asked)).toMatchObject({ reports: 1 });
  expect(await state()).toMatchObject({ days: 0, months: 0 });
  expect(await figures()).toEqual(fromEvents);
  await summed();
  expect(await figures()).toEqual(fromEvents);
});
