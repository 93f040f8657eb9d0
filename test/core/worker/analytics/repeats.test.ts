import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLog } from "../../../../scripts/repeats/read-log.ts";
import { repeatKey } from "../../../../worker/analytics/repeat-key.ts";
import { AnswerTimes, savedMinutes, sentenceOf } from "../../../../worker/analytics/repeat-report.ts";
import { Repeats } from "../../../../worker/analytics/repeats.ts";

const DAY = 24 * 3_600_000;
const filled = (lines: readonly [text: string, times: number, from?: "customer" | "agent"][]): Repeats => {
  const repeats = new Repeats();
  for (const [text, times, from = "customer"] of lines) for (let n = 0; n < times; n++) repeats.add({ text, from, at: n * 1_000 });
  return repeats;
};

describe("what keeps coming back", () => {
  it("counts the same question whatever numbers, greetings and signs stand in it", async () => {
    const repeats = filled([
      ["请问 订单 20263345 到哪了？", 3],
      ["订单99887766到哪了", 2],
      ["Hi, where is order #12345?", 1],
      ["where is order 777777 please", 1],
      ["您好", 5],
    ]);
    const clusters = await repeats.clusters(2, null, 0);
    expect(clusters.map(({ label, count }) => [label, count])).toEqual([
      ["请问 订单 20263345 到哪了？", 5],
      ["Hi, where is order #12345?", 2],
    ]);
    expect(clusters[0]?.share).toBeCloseTo(5 / 12);
  });

  it("joins wordings by their words, and by their meaning when a model can tell, but never what agents ask to what customers ask", async () => {
    const lines: [string, number, ("customer" | "agent")?][] = [
      ["运费怎么算", 4],
      ["运费怎么算呢", 2],
      ["how much is shipping", 3],
      ["which order number?", 10, "agent"],
    ];
    const byWords = await filled(lines).clusters(1, null, 0);
    expect(byWords.map(({ label, count }) => `${label} ${count}`)).toEqual(["which order number? 10", "运费怎么算 6", "how much is shipping 3"]);
    const same = async (text: string) => Int8Array.from(text.includes("order") ? [0, 9] : [9, 0]);
    const byMeaning = await filled(lines).clusters(1, same, 100);
    expect(byMeaning.map(({ from, label, count }) => `${from} ${label} ${count}`)).toEqual(["agent which order number? 10", "customer 运费怎么算 9"]);
    expect(byMeaning[1]?.samples).toContain("how much is shipping");
  });

  it("can say: 427 times a day: which order number?", async () => {
    const repeats = new Repeats();
    for (let n = 0; n < 854; n++) repeats.add({ text: "which order number?", from: "agent", at: (n * 2 * DAY) / 853 });
    const [cluster] = await repeats.clusters(3, null, 0);
    expect(cluster && sentenceOf(cluster)).toBe("427 times a day: which order number?");
  });

  it("forgets the rarest when there are too many different lines, and says how many", async () => {
    const repeats = new Repeats();
    const word = (n: number): string => [...n.toString(26)].map((digit) => "abcdefghijklmnopqrstuvwxyz"[Number.parseInt(digit, 26)]).join("");
    for (let n = 0; n < 70_000; n++) {
      repeats.add({ text: `about ${word(n)} and ${word(n * 7)}`, from: "customer" });
      if (n % 10 === 0) repeats.add({ text: "is it waterproof", from: "customer" });
    }
    expect(repeats.forgotten).toBeGreaterThan(0);
    expect(repeats.lines).toBe(77_000);
    expect((await repeats.clusters(1_000, null, 0))[0]).toMatchObject({ label: "is it waterproof", count: 7_000 });
  });

  it("knows what an answer takes from the log's own times, without counting waiting", () => {
    const times = new AnswerTimes();
    for (const [conversation, seconds] of [
      ["a", 20],
      ["b", 40],
      ["c", 60],
      ["d", 9_000],
    ] as const) {
      times.add(conversation, "customer", 0);
      times.add(conversation, "customer", 1_000);
      times.add(conversation, "agent", seconds * 1_000);
    }
    expect(times.middleS).toBe(40);
    expect(savedMinutes(427, 60)).toBe(427);
  });

  it("takes two lines that differ in their numbers alone for one", () => {
    const number = fc.nat().map(String);
    fc.assert(
      fc.property(number, number, fc.constantFrom("订单#到哪了", "where is order # now", "#还没发货"), (one, other, line) => {
        expect(repeatKey(line.replace("#", one))).toBe(repeatKey(line.replace("#", other)));
      }),
    );
  });
});

it("logs are read from JSON lines and CSV, and a broken line is named while the rest is read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kefu-log-"));
  await writeFile(
    join(folder, "log.jsonl"),
    '{"text":"a","from":"customer","at":1700000000}\nnot json\n{"message":"b","role":"staff","time":"2026-01-01T00:00:00Z"}\n',
  );
  await writeFile(join(folder, "log.csv"), '\ufeff时间,角色,内容,会话\n2026-01-01 10:00,客户,"你好,在吗",c1\n2026-01-01 10:01,客服,在的,c1\n');
  const all = async (file: string): Promise<unknown[]> => {
    const lines: unknown[] = [];
    for await (const line of readLog(join(folder, file))) lines.push(line);
    return lines;
  };
  expect(await all("log.jsonl")).toMatchObject([
    { read: { text: "a", from: "customer", at: 1_700_000_000_000 } },
    { line: 2, why: expect.any(String) },
    { read: { text: "b", from: "agent", at: Date.UTC(2026, 0, 1) } },
  ]);
  expect(await all("log.csv")).toMatchObject([{ read: { text: "你好,在吗", from: "customer", conversation: "c1" } }, { read: { from: "agent" } }]);
});
