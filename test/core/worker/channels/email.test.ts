import fc from "fast-check";
import PostalMime from "postal-mime";
import { afterEach, describe, expect, test } from "vitest";
import type { ChannelEvent, OutboundMessage } from "../../../../protocol/channels.ts";
import type { Part } from "../../../../protocol/message.ts";
import { textOfHtml, unfolded } from "../../../../worker/channels/email/parse.ts";
import { filesOfMail, mailRequest } from "../../../../worker/channels/email/verify.ts";
import { fitReply } from "../../../../worker/channels/rules.ts";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { emailFixture } from "../../../fixtures/channels/email.ts";
import { hookOf } from "../../../fixtures/channels/hook-request.ts";
import vectors from "../../../fixtures/vectors/email.json" with { type: "json" };
import { accountOn } from "../../../support/channel-account.ts";
import { type EmailFake, startEmail } from "../../../support/fake-platforms/email.ts";

channelContract(emailFixture);

const channel = bound(emailFixture);
const NOW = emailFixture.now;
const SECRET = String(emailFixture.config.inboundSecret);
const open: EmailFake[] = [];
afterEach(async () => {
  for (const platform of open.splice(0)) await platform.close();
});

async function eventsIn(raw: Uint8Array, stored = false): Promise<ChannelEvent[]> {
  const request = await mailRequest(new URL(hookOf("email")), { from: "a@example.com", to: "support@engine.example" }, raw, SECRET, NOW, stored);
  const verified = await channel.verify(request, NOW);
  if (!verified.ok) throw new Error(verified.why);
  const parsed = channel.parse(verified.payload, request, NOW);
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.events;
}

describe("letters as programs write them", () => {
  test.each(vectors.cases.filter((entry) => !entry.expectIgnored && !entry.expectDelivery).map((entry) => [entry.label, entry] as const))(
    "are read: %s",
    async (_label, entry) => {
      const [event] = await eventsIn(Buffer.from(entry.rawBase64, "base64"));
      if (event?.type !== "message") throw new Error("no message");
      expect(event.providerId).toBe(entry.expected.messageId);
      expect(event.from.ids[0].value).toBe(entry.expected.from);
      const words = event.parts.map((part) => (part.type === "text" ? part.text : part.type)).join("\n");
      expect(words).toContain(entry.expectedStrippedReply ?? entry.expected.text);
      expect(event.parts.filter((part) => part.type === "unsupported")).toHaveLength(entry.expected.attachments.length);
    },
  );

  test("automatic ones are let go, and a bounce says which letter it was", async () => {
    const of = (label: string) => Buffer.from(vectors.cases.find((entry) => entry.label === label)?.rawBase64 ?? "", "base64");
    expect(await eventsIn(of("auto-reply"))).toEqual([]);
    expect(await eventsIn(of("dsn-bounce"))).toMatchObject([
      {
        type: "receipt",
        thread: "nobody@example.com",
        receipt: { status: "failed", providerIds: ["<out-9@engine.example>"], error: { code: "5.1.1", class: "gone" } },
      },
    ]);
  });

  test("bring their files under the keys they were put away under", async () => {
    const raw = Buffer.from(vectors.cases[0]?.rawBase64 ?? "", "base64");
    const [file] = await filesOfMail(raw, SECRET);
    expect(Buffer.from(file?.bytes ?? []).toString("base64")).toBe(vectors.cases[0]?.expected.attachments[0]?.base64);
    const [event] = await eventsIn(raw, true);
    expect(event?.type === "message" && event.parts.at(-1)).toMatchObject({
      type: "media",
      media: { kind: "file", ref: { blobKey: file?.blobKey }, name: "receipt.txt" },
    });
  });

  test("with results of a server that did not take them in prove nothing", async () => {
    const raw = (results: string) =>
      Buffer.from(`${results}From: a@example.com\r\nTo: support@engine.example\r\nMessage-ID: <x@y>\r\nSubject: s\r\n\r\nhi\r\n`);
    const proven = async (results: string) => {
      const [event] = await eventsIn(raw(results));
      return event?.type === "message" && event.from.ids[0].kind === "email" && event.from.ids[0].verified;
    };
    expect(await proven("Authentication-Results: mx.cloudflare.net; dmarc=pass\r\n")).toBe(true);
    expect(await proven("Authentication-Results: mx.evil.example; dmarc=pass\r\n")).toBe(false);
    expect(await proven("Authentication-Results: mx.cloudflare.net; dmarc=fail\r\nAuthentication-Results: mx.cloudflare.net; dmarc=pass\r\n")).toBe(false);
    expect(await proven("")).toBe(false);
  });
});

describe("the new words of an answer", () => {
  test.each([
    ["Gmail", "Yes.\n\nOn Mon, Jan 1, 2026 at 9:00 AM Support\n<support@a.example> wrote:\n\n> Did it?", "Yes."],
    ["QQ", "好的\n\n------------------ 原始邮件 ------------------\n发件人: x", "好的"],
    ["Outlook in Chinese", "谢谢\n发件人: 客服 <a@b.example>\n发送时间: x", "谢谢"],
    ["Outlook", "Thanks\n________________________________\nFrom: x\nSent: y", "Thanks"],
    ["Apple in Chinese", "可以\n\n在 2026年1月1日，客服 <a@b.example> 写道：\n> x", "可以"],
    ["a signature", "Hello\n-- \nJose", "Hello"],
    ["nothing but quotes", "> only", "> only"],
  ])("are found below %s", (_name, whole, words) => {
    expect(unfolded(whole).words).toBe(words);
  });

  test("are never empty when something was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 500 }), (text) => {
        expect(unfolded(text).words === "").toBe(text.trim() === "");
      }),
    );
  });

  test("leave every other row to the folded part", () => {
    const row = fc.constantFrom("ok", "> quoted", "-- ", "On Monday X wrote:", "发件人: x", "________________", "", "again");
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const { words, quoted } = unfolded(rows.join("\n"));
        const sorted = (text: string): string[] =>
          text
            .split("\n")
            .map((one) => one.trim())
            .filter((one) => one !== "")
            .sort();
        expect(sorted(`${words}\n${quoted}`)).toEqual(sorted(rows.join("\n")));
      }),
    );
  });

  test("come with the older ones folded", async () => {
    const raw =
      "From: a@example.com\r\nTo: support@engine.example\r\nMessage-ID: <q@y>\r\nIn-Reply-To: <p@y>\r\n\r\nYes.\r\n\r\nOn Monday Support wrote:\r\n> Did it?\r\n";
    const [event] = await eventsIn(Buffer.from(raw));
    expect(event?.type === "message" && event.parts).toEqual([{ type: "text", text: "Yes.", quoted: "On Monday Support wrote:\n> Did it?" }]);
  });
});

describe("the words of a letter in HTML", () => {
  test.each([
    ["tags and entities", "<div>a &lt;b&gt; &#20013;&#x6587;</div><p>c</p>", "a <b> 中文\nc"],
    ["scripts and styles", "x<STYLE>p{}</STYLE>y<script>alert(1)</script>z", "xyz"],
    ["a script that never ends", "x<script>alert(1)", "x"],
    ["tags that never end", `<p>${"<b".repeat(50_000)}`, "<b".repeat(50_000)],
    ["a sea of spaces", `a${" ".repeat(100_000)}b`, `a${" ".repeat(100_000)}b`],
    ["scripts upon scripts", "<script>".repeat(20_000), ""],
  ])("are read through %s", (_name, html, words) => {
    expect(textOfHtml(html)).toBe(words);
  });
});

describe("a letter of ours", () => {
  const sent = (message: Partial<OutboundMessage>) => {
    const json = channel.render({ ...emailFixture.message, ...message }, NOW).calls[0]?.json as { mime_message: string };
    return PostalMime.parse(json.mime_message);
  };

  test("is read by postal-mime as it was meant", async () => {
    const mail = await sent({ author: "bot" });
    expect(mail).toMatchObject({ subject: "Re: order", from: { address: "support@engine.example", name: "客服" }, inReplyTo: "<in@example.com>" });
    expect(mail.text?.trim()).toBe("您好\r\n退款已办理");
    expect(mail.headers.find((header) => header.key === "auto-submitted")?.value).toBe("auto-replied");
  });

  test("has one subject, whatever the customer put into theirs", async () => {
    const data = JSON.stringify({
      subject: vectors.headerInjection.subject,
      messageId: "<a@b>\r\nBcc: victim@example.com",
      references: ["<c@d>\r\nX: 1"],
      plus: "c_1.2\r\nBcc: v@x",
    });
    const mail = await sent({ reply: { kind: "message_ref", data, expiresAt: NOW + 1, uses: 1 } });
    expect(mail.headers.some((header) => header.key === "bcc" || header.key === "x")).toBe(false);
    expect(mail.subject).toBe("Re: Hi Bcc: victim@example.com");
  });

  test("is one letter, with its files as links below the words", () => {
    const parts: Part[] = [
      { type: "media", media: { kind: "file", ref: { blobKey: "b" }, name: "发票.pdf" } },
      { type: "text", text: "请看附件" },
    ];
    const fitted = fitReply({ ...emailFixture.message, parts }, channel.capabilities, () => "https://kefu.example/m/1");
    expect(fitted.fits && fitted.message.parts).toEqual([{ type: "text", text: "发票.pdf https://kefu.example/m/1\n\n请看附件" }]);
  });
});

describe("a correspondence", () => {
  test("stays one thread, and the plus address proves who writes although the domain vouches for nothing", async () => {
    const platform = await startEmail();
    platform.clock.set(NOW);
    open.push(platform);
    const account = accountOn(platform);
    const [first] = await account.receive(platform.letter("li", { Subject: "order" }, "在哪里？"));
    if (first?.type !== "message" || !first.reply) throw new Error("no message");
    const { outcome } = await account.send({
      id: "tn_1",
      thread: first.thread,
      to: first.from.ids,
      parts: [{ type: "text", text: "明天到" }],
      author: "agent",
      reply: first.reply,
    });
    expect(outcome).toEqual({ outcome: "sent", providerIds: ["<tn_1.0@shop.example>"] });
    const [second] = await account.receive(platform.answer("li", "谢谢\n\nOn x wrote:\n> 明天到"));
    if (second?.type !== "message") throw new Error("no answer");
    expect(second.thread).toBe(first.thread);
    expect(second.parts).toEqual([{ type: "text", text: "谢谢", quoted: "On x wrote:\n> 明天到" }]);
    expect(second.from.ids).toEqual([{ kind: "email", scope: "", value: "li@example.com", verified: true }]);
  });

  test("ends when the mailbox is gone", async () => {
    const platform = await startEmail();
    platform.clock.set(NOW);
    open.push(platform);
    const account = accountOn(platform);
    platform.left("wu");
    const sent = await account.send({ id: "tn_2", thread: "wu@example.com#1", to: [], parts: [{ type: "text", text: "hi" }], author: "agent" });
    expect(sent.outcome).toMatchObject({ outcome: "refused", class: "gone" });
  });
});
