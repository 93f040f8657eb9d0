import { describe, expect, it } from "vitest";
import { archivePage, unarchive } from "../../../../durable-objects/customer-session/archive.ts";
import { emptyConversation } from "../../../../durable-objects/customer-session/emptying.ts";
import { belongings, isFromBefore } from "../../../../durable-objects/customer-session/erasing.ts";
import { projectionOf } from "../../../../durable-objects/customer-session/projection.ts";
import { recordEvent } from "../../../../durable-objects/customer-session/record.ts";
import { Session } from "../../../../durable-objects/customer-session/session.ts";
import type { ArchivePage } from "../../../../protocol/privacy.ts";
import { sqliteStorage } from "../../../support/sqlite-storage.ts";
import { NOON, NodeSession, textsOf } from "./node-session.ts";

const pagesOf = (sql: Parameters<typeof archivePage>[0]): ArchivePage[] => {
  const pages: ArchivePage[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = archivePage(sql, cursor);
    if (!page) return pages;
    pages.push(page);
    if (page.next === null) return pages;
    cursor = page.next;
  }
};

async function talked(messages: number): Promise<NodeSession> {
  const session = await NodeSession.of("anna");
  for (let n = 1; n <= messages; n++) session.begin((one) => recordEvent(one, session.message(`m${n}`, `words ${n}`, { name: "Anna" })));
  return session;
}

describe("a customer's archive", () => {
  it("gives every row back, in bounded pages, in another object", async () => {
    const home = await talked(600);
    const pages = pagesOf(home.sql);
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.every(({ docs, turns }) => docs.length + turns.length <= 250)).toBe(true);
    const there = sqliteStorage();
    for (const [at, page] of pages.entries()) expect(unarchive(there.sql, page, at === pages.length - 1)).toEqual({ outcome: "taken" });
    const moved = Session.open(there.sql, null, NOON);
    expect(moved?.head.profile).toEqual(home.begin((session) => session.head.profile));
    expect(textsOf(moved?.turns.after(0, 1_000) ?? [])).toEqual(textsOf(home.turns()));
    expect(moved?.turns.bySource("ch_wx\nm7")?.seq).toBe(7);
  });

  it("takes a page twice as once, and leaves a customer alone who is there already", async () => {
    const pages = pagesOf((await talked(3)).sql);
    const there = sqliteStorage();
    for (const page of [...pages.slice(0, 1), ...pages]) unarchive(there.sql, page, false);
    unarchive(there.sql, { docs: [], turns: [] }, true);
    expect(Session.open(there.sql, null, NOON)?.turns.after(0, 10)).toHaveLength(3);
    expect(unarchive(there.sql, pages[0] ?? { docs: [], turns: [] }, true)).toMatchObject({ outcome: "refused", code: "not_empty" });
  });

  it("is nothing where nobody lives", () => {
    expect(archivePage(sqliteStorage().sql, null)).toBeNull();
  });
});

describe("an erased customer", () => {
  it("says before it goes who it is and whom it took in", async () => {
    const session = await talked(1);
    expect(session.begin(belongings)).toEqual({ absorbed: [], identities: [{ kind: "openid", value: "anna" }], facts: [] });
  });

  it.each([
    ["kept aside before", { at: NOON - 1 }, true],
    ["written before, arriving late", { at: NOON + 5_000, providerAt: NOON - 60_000 }, true],
    ["written in the second of the erasing, by a clock of whole seconds", { at: NOON + 400, providerAt: NOON - 900 }, false],
    ["new", { at: NOON + 1, providerAt: NOON + 1 }, false],
  ])("does not come back by words %s", (_what, input, isOld) => {
    expect(isFromBefore({ erasedAt: NOON }, input)).toBe(isOld);
    expect(isFromBefore(null, input)).toBe(false);
  });

  it("may begin anew, and old words are refused then as well", async () => {
    const session = await NodeSession.of("anna");
    session.keeper.mark("!erased", { erasedAt: NOON });
    session.now = NOON + 1_000;
    expect(session.keeper.read(session.address)).toBeNull();
    expect(session.begin((one) => recordEvent(one, session.message("old", "old", { at: NOON - 5 })))).toMatchObject({ outcome: "refused", code: "erased" });
    expect(session.keeper.read(session.address)).toBeNull();
    expect(session.begin((one) => recordEvent(one, session.message("new", "new")))).toMatchObject({ outcome: "recorded", seq: 1 });
    session.die();
    expect(session.begin((one) => recordEvent(one, session.message("older", "x", { at: NOON - 5 })))).toMatchObject({ code: "erased" });
  });
});

describe("an old conversation", () => {
  it("loses its words page by page and tells the read model so", async () => {
    const session = await talked(300);
    const id = session.turns()[0]?.conversationId ?? "";
    await session.finish();
    const first = session.begin((one) => emptyConversation(one, id, null));
    expect(first).toMatchObject({ next: 51, left: false });
    expect(session.begin((one) => emptyConversation(one, id, first?.next ?? null))).toMatchObject({ next: null });
    expect(session.turns().every((turn) => turn.parts.length === 0)).toBe(true);
    expect(JSON.stringify(session.begin(projectionOf))).not.toContain("words 3");
    expect(session.begin((one) => emptyConversation(one, "cv_none", null))).toBeNull();
  });
});
