import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AuditEntry, NO_HEAD, nextEntry, sealKeyOf, verifyChain, witnessOf, witnessText } from "../../../../worker/audit/chain.ts";
import { difference } from "../../../../worker/audit/difference.ts";
import { appendAudit, headOf, listAudit } from "../../../../worker/audit/log.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const SECRET = "a secret of the deployment";
const event = (n: number) => ({
  actor: `agent:a${n % 3}`,
  action: n % 2 ? "teams.changed" : "sign_in.done",
  subject: `teams:t${n}`,
  before: "null",
  after: `{"n":${n}}`,
});

async function chainOf(length: number, key: string): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let n = 0; n < length; n++) entries.push(await nextEntry("shop", entries.at(-1) ?? NO_HEAD, event(n), 1_000 + n, key));
  return entries;
}
const faultsOf = async (entries: readonly AuditEntry[], key: string | null, witnesses: Parameters<typeof verifyChain>[2] = []) =>
  (await verifyChain(entries, key, witnesses)).faults.map(({ fault }) => fault);

describe("the chain of the audit log", () => {
  it("holds when nobody touched it", async () => {
    const key = await sealKeyOf(SECRET);
    const entries = await chainOf(30, key);
    expect(await verifyChain(entries, key, [{ seq: 30, hash: entries[29]?.hash ?? "" }])).toMatchObject({ entries: 30, faults: [] });
  });

  it("shows any field that was changed, wherever it is", async () => {
    const key = await sealKeyOf(SECRET);
    const entries = await chainOf(12, key);
    const fields = ["actor", "action", "subject", "before", "after", "at", "tenant"] as const;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 11 }), fc.constantFrom(...fields), async (at, field) => {
        const altered = entries.map((entry, index) => (index === at ? { ...entry, [field]: field === "at" ? entry.at + 1 : `${entry[field]} ` } : entry));
        expect(await faultsOf(altered, null)).toContain("changed");
      }),
      { numRuns: 60 },
    );
  });

  it("shows an entry that is missing, that moved, and an end that was cut off", async () => {
    const key = await sealKeyOf(SECRET);
    const entries = await chainOf(10, key);
    const head = { seq: 10, hash: entries[9]?.hash ?? "" };
    expect(await faultsOf(entries.toSpliced(4, 1), key)).toContain("gap");
    const [third, fourth] = [entries[2], entries[3]];
    if (!third || !fourth) throw new Error("the chain is too short");
    expect(await faultsOf(entries.toSpliced(2, 2, { ...fourth, seq: 3 }, { ...third, seq: 4 }), key)).toEqual(expect.arrayContaining(["changed", "reordered"]));
    expect(await faultsOf(entries.toSpliced(2, 2, fourth, third), key)).toContain("reordered");
    expect(await faultsOf(entries.slice(0, 7), key)).toEqual([]);
    expect(await faultsOf(entries.slice(0, 7), key, [head])).toEqual(["truncated"]);
    expect(await faultsOf([], key, [head])).toEqual(["truncated"]);
  });

  it("shows a chain that was made anew without the key, and one made anew with it", async () => {
    const key = await sealKeyOf(SECRET);
    const entries = await chainOf(6, key);
    const forged = await chainOf(6, await sealKeyOf("guessed"));
    expect(new Set(await faultsOf(forged, key))).toEqual(new Set(["forged"]));
    const other: AuditEntry[] = [];
    for (let n = 0; n < 6; n++) other.push(await nextEntry("shop", other.at(-1) ?? NO_HEAD, event(n + 1), 1_000 + n, key));
    expect(await faultsOf(other, key, [{ seq: 6, hash: entries[5]?.hash ?? "" }])).toEqual(["other_history"]);
  });

  it("says its head as a text and reads it back", () => {
    const head = { seq: 7, hash: "f".repeat(64) };
    expect(witnessOf(witnessText("shop", head))).toEqual({ tenant: "shop", head });
    expect(witnessOf("12345")).toBeNull();
  });
});

describe("the audit log in D1", () => {
  const portOf = (db: D1Database, witnessed: string[] = []) => ({
    db,
    secret: SECRET,
    now: () => 5_000,
    witness: (_tenant: string, text: string) => Promise.resolve(void witnessed.push(text)),
  });

  it("keeps one chain without gaps when forty write at once", async () => {
    const db = sqliteD1();
    const witnessed: string[] = [];
    await Promise.all(Array.from({ length: 40 }, (_, n) => appendAudit(portOf(db, witnessed), n % 4 === 0 ? "rival" : "shop", event(n))));
    const entries = (await listAudit(db, "shop", { limit: 100 })).reverse();
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    const { faults, head } = await verifyChain(
      entries,
      await sealKeyOf(SECRET),
      witnessed.flatMap((text) => (witnessOf(text)?.tenant === "shop" ? [witnessOf(text)?.head ?? NO_HEAD] : [])),
    );
    expect(faults).toEqual([]);
    expect(await headOf(db, "shop")).toEqual(head);
    expect(await listAudit(db, "rival", { limit: 100 })).toHaveLength(10);
  });

  it("refuses to change or to remove what is in it", async () => {
    const db = sqliteD1();
    await appendAudit(portOf(db), "shop", event(1));
    await expect(async () => db.prepare("UPDATE audit_entries SET actor = 'x'").run()).rejects.toThrow(/append-only/);
    await expect(async () => db.prepare("DELETE FROM audit_entries").run()).rejects.toThrow(/append-only/);
    expect(await listAudit(db, "shop", { limit: 10 })).toHaveLength(1);
  });

  it("finds by actor, action, beginning of an action, subject and time, by pages", async () => {
    const db = sqliteD1();
    for (let n = 0; n < 12; n++) await appendAudit({ ...portOf(db), now: () => n }, "shop", event(n));
    const seqs = async (query: Parameters<typeof listAudit>[2]) => (await listAudit(db, "shop", query)).map(({ seq }) => seq);
    expect(await seqs({ limit: 3 })).toEqual([12, 11, 10]);
    expect(await seqs({ limit: 3, before: 10 })).toEqual([9, 8, 7]);
    expect(await seqs({ limit: 50, actor: "agent:a0" })).toEqual([10, 7, 4, 1]);
    expect(await seqs({ limit: 50, action: "sign_in." })).toEqual([11, 9, 7, 5, 3, 1]);
    expect(await seqs({ limit: 50, action: "sign_in.d" })).toEqual([]);
    expect(await seqs({ limit: 50, subject: "teams:t3" })).toEqual([4]);
    expect(await seqs({ limit: 50, from: 2, to: 4 })).toEqual([4, 3]);
  });
});

describe("a change in the audit log", () => {
  it("holds only what differs, and no secret", () => {
    const before = { name: "Shop", apiSecret: "old", settings: { greeting: { en: "Hi" }, token: "t" }, same: 1 };
    const after = { name: "Shop 2", apiSecret: "new", settings: { greeting: { en: "Hello" }, token: "u" }, same: 1 };
    expect(difference(before, after)).toEqual({
      before: '{"apiSecret":"***","name":"Shop","settings":{"greeting":{"en":"Hi"},"token":"***"}}',
      after: '{"apiSecret":"***","name":"Shop 2","settings":{"greeting":{"en":"Hello"},"token":"***"}}',
    });
    expect(difference(null, { id: "x" })).toEqual({ before: "null", after: '{"id":"x"}' });
    expect(difference({ id: "x" }, { id: "x" })).toEqual({ before: "{}", after: "{}" });
    expect(JSON.parse(difference(null, { long: "x".repeat(9_000) }).after)).toMatchObject({ fields: ["long"] });
  });
});
