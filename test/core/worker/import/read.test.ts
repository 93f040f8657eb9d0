import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readExport } from "../../../../worker/import/read.ts";
import { type ImportSource, type Read, timeOf } from "../../../../worker/import/records.ts";
import { dumpRows } from "../../../../worker/import/sql-dump.ts";

const read = (from: ImportSource, ...texts: string[]): Read =>
  readExport(
    from,
    texts.map((text, index) => ({ name: `f${index}`, text })),
    { utcOffsetMin: 480 },
  );
const brief = ({ conversations }: Read) =>
  conversations.map(({ value }) => ({
    who: value.customer.name,
    status: value.status,
    said: value.turns.map(({ from, text, at }) => `${at} ${from}: ${text}`),
  }));

describe("exports of other systems", () => {
  it("Chatwoot's are read with who said what; activities are no words", () => {
    const li = { email: "li@shop.example", name: "Li" };
    const conversation = {
      id: 7,
      status: "resolved",
      labels: ["billing"],
      created_at: 1_700_000_000,
      meta: { sender: { id: 3, name: "Ana", email: "Ana@Example.com", phone_number: "+8613800138000" } },
      messages: [
        { id: 1, content: "Where is it?", message_type: 0, created_at: 1_700_000_001 },
        { id: 2, content: "assigned to Li", message_type: 2, created_at: 1_700_000_002 },
        { id: 3, content: "check stock", message_type: 1, private: true, created_at: 1_700_000_003, sender: li },
        { id: 4, content: "On its way", message_type: 1, created_at: 1_700_000_004, sender: li },
      ],
    };
    const got = read("chatwoot", JSON.stringify({ data: { payload: [conversation, { id: 8, messages: [] }] } }));
    expect(brief(got)).toEqual([
      { who: "Ana", status: "resolved", said: ["1700000001000 customer: Where is it?", "1700000003000 note: check stock", "1700000004000 agent: On its way"] },
    ]);
    expect(got.conversations[0]?.value.turns[2]?.agent).toEqual(li);
    expect(got.skipped).toEqual([{ file: "f0", line: 2, why: "nothing was said" }]);
  });

  it("Zendesk's tickets are read with people from a file of their own", () => {
    const users = `{"id":1,"name":"Bob","email":"bob@c.example","role":"end-user"}\n{"id":2,"name":"Sue","email":"sue@shop.example","role":"agent"}`;
    const comments = [
      { id: 9, author_id: 1, html_body: "<p>It is <b>broken</b></p>", created_at: "2024-01-02T03:04:05Z" },
      { id: 10, author_id: 2, plain_body: "Sorry", created_at: "2024-01-02T04:00:00Z" },
      { id: 11, author_id: 2, plain_body: "refund?", public: false, created_at: "2024-01-02T04:01:00Z" },
    ];
    const ticket = { id: 5, subject: "Broken", status: "closed", requester_id: 1, created_at: "2024-01-02T03:04:05Z", tags: ["hw"], comments };
    const got = read("zendesk", users, `${JSON.stringify(ticket)}\nnot json\n{"id":6,"requester_id":1,"comments":[]}`);
    expect(brief(got)).toEqual([
      { who: "Bob", status: "resolved", said: ["1704164645000 customer: It is broken", "1704168000000 agent: Sorry", "1704168060000 note: refund?"] },
    ]);
    expect(got.conversations[0]?.value).toMatchObject({ subject: "Broken", labels: ["hw"], customer: { email: "bob@c.example" } });
    expect(got.skipped.map(({ line, why }) => [line, why])).toEqual([
      [2, "not JSON"],
      [3, "a ticket without comments"],
    ]);
  });

  it("Intercom's are read with their source and parts", () => {
    const parts = [
      { id: "p1", part_type: "comment", body: "<p>Yes?</p>", created_at: 1_700_000_060, author: { type: "admin", name: "Ops", email: "ops@shop.example" } },
      { id: "p2", part_type: "assignment", body: null, created_at: 1_700_000_061, author: { type: "admin" } },
    ];
    const conversation = {
      type: "conversation",
      id: "c1",
      created_at: 1_700_000_000,
      state: "closed",
      tags: { tags: [{ name: "vip" }] },
      source: { id: "s1", body: "<p>Hi &amp; hello</p>", author: { type: "user", id: "u1", name: "Kim", email: "kim@c.example" } },
      conversation_parts: { conversation_parts: parts },
    };
    expect(brief(read("intercom", JSON.stringify({ conversations: [conversation] })))).toEqual([
      { who: "Kim", status: "resolved", said: ["1700000000000 customer: Hi & hello", "1700000060000 agent: Yes?"] },
    ]);
  });

  it("CSV is read a row a turn, with the lines of what does not fit", () => {
    const rows = [
      "conversation_id,name,email,at,from,agent_email,text",
      "c1,王芳,wf@x.example,2024-05-01 10:00:00,customer,,在吗",
      "c1,,,2024-05-01 10:01,agent,li@shop.example,在",
      "c2,,,never,customer,,x",
    ];
    const got = read("csv", rows.join("\n"));
    expect(brief(got)).toEqual([{ who: "王芳", status: "resolved", said: ["1714528800000 customer: 在吗", "1714528860000 agent: 在"] }]);
    expect(got.skipped).toEqual([{ file: "f0", line: 4, why: "needs conversation_id, at and text" }]);
  });

  it("JSON lines are checked one by one", () => {
    const good = { ref: "1", customer: { ref: "a" }, openedAt: 1_700_000_000_000, turns: [{ ref: "t", at: 1_700_000_000_000, from: "customer", text: "hi" }] };
    const got = read("jsonl", `${JSON.stringify(good)}\n{"ref":"2"}\n`);
    expect(got.conversations).toHaveLength(1);
    expect(got.skipped).toMatchObject([{ line: 2 }]);
  });

  it("go-fly's dump is read from its tables, a new conversation after a day of silence, canned replies beside", () => {
    const dump = `CREATE TABLE \`message\` (
  \`id\` int(10) unsigned NOT NULL AUTO_INCREMENT,
  \`kefu_id\` varchar(100) NOT NULL DEFAULT '',
  \`visitor_id\` varchar(100) NOT NULL DEFAULT '',
  \`content\` varchar(2048) NOT NULL DEFAULT '',
  \`created_at\` timestamp NULL,
  \`updated_at\` timestamp NULL,
  \`deleted_at\` timestamp NULL,
  \`mes_type\` enum('kefu','visitor') NOT NULL DEFAULT 'visitor',
  \`status\` varchar(20) NOT NULL DEFAULT '',
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB;
INSERT INTO \`message\` VALUES (1,'kefu2','v1','你好; it\\'s \\"me\\"','2023-01-01 08:00:00',NULL,NULL,'visitor','read'),(2,'kefu2','v1','您好','2023-01-01 08:01:00',NULL,NULL,'kefu',''),
(3,'kefu2','v1','还在吗','2023-01-05 08:00:00',NULL,NULL,'visitor',''),(4,'kefu2','v1','删','2023-01-05 08:01:00',NULL,'2023-01-06 00:00:00','visitor','');
INSERT INTO \`visitor\` (\`id\`,\`name\`,\`visitor_id\`) VALUES (1,'访客甲','v1');
INSERT INTO \`user\` (\`id\`,\`name\`,\`password\`,\`nickname\`) VALUES (1,'kefu2','x','小李');
INSERT INTO \`reply_group\` (\`id\`,\`group_name\`,\`user_id\`) VALUES ('1','常用','kefu2');
INSERT INTO \`reply_item\` (\`id\`,\`content\`,\`group_id\`,\`user_id\`,\`item_name\`) VALUES (1,'请稍等','1','kefu2','稍等');
INSERT INTO \`ipblack\` VALUES (broken;`;
    const got = read("go-fly", dump);
    const midnight = Date.UTC(2023, 0, 1);
    expect(brief(got)).toEqual([
      { who: "访客甲", status: "resolved", said: [`${midnight} customer: 你好; it's "me"`, `${midnight + 60_000} agent: 您好`] },
      { who: "访客甲", status: "resolved", said: [`${midnight + 4 * 86_400_000} customer: 还在吗`] },
    ]);
    expect(got.conversations[0]?.value.turns[1]?.agent).toEqual({ name: "小李" });
    expect(got.cannedReplies).toEqual([{ folder: "常用", title: "稍等", text: "请稍等" }]);
    expect(got.skipped).toEqual([{ file: "f0", line: 14, why: "was deleted" }]);
  });

  it("never make it throw, whatever they hold", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<ImportSource>("chatwoot", "zendesk", "intercom", "csv", "jsonl", "go-fly"),
        fc.oneof(fc.string(), fc.json()),
        (from, text) => {
          expect(read(from, text).conversations.length).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe("a dump's rows", () => {
  const escaped = (text: string): string => `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'").replace(/\n/g, "\\n")}'`;
  it("come back as they were written, whatever words they hold", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.option(fc.integer())), { minLength: 1, maxLength: 8 }), (rows) => {
        const text = `INSERT INTO \`t\` (\`a\`, \`b\`) VALUES ${rows.map(([a, b]) => `(${escaped(a)},${b ?? "NULL"})`).join(",\n")};`;
        const got = [...dumpRows(text, new Set(["t"]), (_line, why) => expect.fail(why))].map(({ value }) => [value.a, value.b]);
        expect(got).toEqual(rows.map(([a, b]) => [a, b === null ? null : String(b)]));
      }),
    );
  });
});

describe("times", () => {
  it.each([
    [1_700_000_000, 1_700_000_000_000],
    [1_700_000_000_000, 1_700_000_000_000],
    ["1700000000", 1_700_000_000_000],
    ["2024-01-01T00:00:00+08:00", 1_704_038_400_000],
    ["2024-01-01 08:00:00", 1_704_067_200_000],
    ["", null],
    ["soon", null],
    [-5, null],
  ])("%s is %s", (given, wanted) => expect(timeOf(given, 480)).toBe(wanted));
});
