import { expect, it, vi } from "vitest";
import { putArticle } from "../../../../worker/knowledge/ingest.ts";
import { saysEnough } from "../../../../worker/pipeline/anticipate.ts";
import { Busy } from "../../../../worker/pipeline/busy.ts";
import { findArticles } from "../../../../worker/pipeline/find-articles.ts";
import type { Services } from "../../../../worker/services.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

// The model runs in workerd alone; here there is none.
vi.mock("../../../../worker/intent/skills.ts", () => ({ encodingFor: async () => null, understandingSkills: () => null }));

const OPTIONS = { audience: "public", limit: 5 } as const;
const refunds = { intents: [{ name: "refund_status", confidence: 0.9 }] };

it("while D1 is out of reach, offers what answered such questions last, says that it is partial, and claims no confidence", async () => {
  const copies = new Map<string, string>();
  const waiting: Promise<unknown>[] = [];
  const state = { down: false, kvDown: false };
  // As much of the services as finding articles touches; no model answers.
  const services = {
    db: sqliteD1(["0010", "0080"]),
    cache: {
      get: async (key: string) => {
        if (state.kvDown) throw new Error("KV is down");
        return copies.get(key) ?? null;
      },
      put: async (key: string, text: string) => void copies.set(key, text),
    },
    d1: async (read: () => Promise<unknown>) => (state.down ? { ok: false } : { ok: true, value: await read() }),
    busy: new Busy(),
    now: () => 1_000,
    later: (work: Promise<unknown>) => void waiting.push(work.catch(() => undefined)),
  } as unknown as Services;
  const article = {
    id: "a",
    title: "退款多久到账",
    body: "三天到账。",
    language: "zh",
    category: "",
    audience: "public",
    status: "published",
    format: "text",
  } as const;
  await putArticle(services.db, "t", { ...article, source: "", intents: [] }, "test", 0);
  expect((await findArticles(services, "t", "退款什么时候到", refunds, OPTIONS)).hits).toMatchObject([{ articleId: "a" }]);
  await Promise.all(waiting);
  state.down = true;
  const found = await findArticles(services, "t", "钱还没退给我", refunds, OPTIONS);
  expect(found).toMatchObject({ partial: true, hits: [{ articleId: "a", passage: "三天到账。" }] });
  expect(found.hits[0]?.confidence).toBeUndefined();
  expect(await findArticles(services, "t", "发票", { intents: [{ name: "invoice", confidence: 0.9 }] }, OPTIONS)).toEqual({ partial: true, hits: [] });
  expect((await findArticles(services, "other", "钱还没退给我", refunds, OPTIONS)).hits).toEqual([]);
  state.kvDown = true;
  expect(await findArticles(services, "t", "钱还没退给我", refunds, OPTIONS)).toEqual({ partial: true, hits: [] });
});

it.each([
  ["退货", false],
  ["怎么退", true],
  ["where is", false],
  ["where is my", true],
  ["  ", false],
])("a draft of %j is enough to look ahead: %s", (words, enough) => {
  expect(saysEnough(words)).toBe(enough);
});
