/** mailparser, written independently of the reader we ship, must see the same letter in the same bytes. */
import fc from "fast-check";
import { type Attachment, simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { mailRequest } from "../../../../worker/channels/email/verify.ts";
import { bound } from "../../../contract/contract-case.ts";
import { emailFixture } from "../../../fixtures/channels/email.ts";
import { hookOf } from "../../../fixtures/channels/hook-request.ts";
import vectors from "../../../fixtures/vectors/email.json" with { type: "json" };

const SECRET = String(emailFixture.config.inboundSecret);
const NOW = emailFixture.now;
const RUNS = 150;

interface Opened {
  messageId: string;
  from: { address: string; name: string };
  subject: string;
  inReplyTo: string;
  references: string[];
  text: string;
  files: { name: string; mime: string; size: number }[];
}

async function ours(raw: Buffer): Promise<Opened> {
  const request = await mailRequest(new URL(hookOf("email")), { from: "a@example.com", to: "support@engine.example" }, raw, SECRET, NOW, false);
  const verified = await bound(emailFixture).verify(request, NOW);
  if (!verified.ok) throw new Error(verified.why);
  return JSON.parse(verified.payload) as Opened;
}

const rows = (text: string): string => text.replaceAll("\r\n", "\n").trim();
const fileOf = ({ filename, contentType, size }: Attachment, at: number) => ({ name: filename ?? `file-${at + 1}`, mime: contentType, size });

async function agree(raw: Buffer): Promise<void> {
  const [mine, theirs] = await Promise.all([ours(raw), simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true })]);
  const sender = theirs.from?.value[0];
  expect({ ...mine, text: rows(mine.text) }).toMatchObject({
    messageId: theirs.messageId,
    from: { address: (sender?.address ?? "").toLowerCase(), name: sender?.name },
    subject: theirs.subject ?? "",
    inReplyTo: theirs.inReplyTo ?? "",
    references: [theirs.references ?? []].flat(),
    text: rows(theirs.text ?? ""),
    files: theirs.attachments.map(fileOf),
  });
}

const WORD = fc.constantFrom("order", "订单", "退款 🙏", "Grüße", "注文", "¿Dónde?", "3345", "=?", "a=b", ".", "From here", "\t", "é");
const words = fc.array(WORD, { minLength: 1, maxLength: 12 }).map((list) => list.join(" ").trim() || "x");
const text = fc.array(words, { minLength: 1, maxLength: 6 }).map((list) => list.join("\r\n"));
const encodedWord = (value: string): string => `=?utf-8?B?${Buffer.from(value).toString("base64")}?=`;

/** RFC 2045 §6.7, by the letter: every byte that is not plainly printable is escaped, soft breaks at 76. */
const quotedPrintable = (value: string): string =>
  value
    .split("\r\n")
    .map((row) => {
      const pieces = [...Buffer.from(row)].map((byte) =>
        byte > 32 && byte < 127 && byte !== 61 ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`,
      );
      const lines: string[] = [""];
      for (const piece of pieces) {
        if ((lines.at(-1) ?? "").length + piece.length > 72) lines.push("");
        lines[lines.length - 1] += piece;
      }
      return lines.join("=\r\n");
    })
    .join("\r\n");

const letter = fc.record({
  name: words.map((value) => value.replaceAll("\t", "").trim() || "n"),
  subject: words.map((value) => value.replaceAll("\t", "").trim() || "s"),
  text,
  encoding: fc.constantFrom("base64", "quoted-printable"),
  file: fc.option(fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 200 }), name: fc.constantFrom("a.png", "发票 1.pdf", "x y.txt") })),
  isAnswer: fc.boolean(),
});

function rawOf(one: typeof letter extends fc.Arbitrary<infer T> ? T : never): Buffer {
  const encoded =
    one.encoding === "base64"
      ? Buffer.from(one.text)
          .toString("base64")
          .replace(/.{1,76}/g, "$&\r\n")
      : quotedPrintable(one.text);
  const head = [
    `From: ${encodedWord(one.name)} <Zhang.San@Example.COM>`,
    "To: support@engine.example",
    `Subject: ${encodedWord(one.subject)}`,
    "Message-ID: <m-1@example.com>",
    ...(one.isAnswer ? ["In-Reply-To: <p-2@example.com>", "References: <p-1@example.com>\r\n <p-2@example.com>"] : []),
    "MIME-Version: 1.0",
  ];
  const body = [`Content-Type: text/plain; charset=utf-8`, `Content-Transfer-Encoding: ${one.encoding}`, "", encoded];
  if (one.file === null) return Buffer.from([...head, ...body].join("\r\n"));
  const name = `filename*=utf-8''${encodeURIComponent(one.file.name)}`;
  const file = ["Content-Type: application/x-receipt", `Content-Disposition: attachment; ${name}`, "Content-Transfer-Encoding: base64", ""];
  const encodedFile = Buffer.from(one.file.bytes).toString("base64");
  return Buffer.from([...head, 'Content-Type: multipart/mixed; boundary="b1"', "", "--b1", ...body, "--b1", ...file, encodedFile, "--b1--", ""].join("\r\n"));
}

describe("mailparser reads", () => {
  // A report's parts are counted differently by design (specification §18): those are read by their Content-Type.
  const usual = vectors.cases.filter((entry) => !entry.expectDelivery);
  test.each(usual.map((entry) => [entry.label, entry] as const))("the same letter: %s", (_label, entry) => agree(Buffer.from(entry.rawBase64, "base64")));

  test("the same letters as programs and people write them", async () => {
    await fc.assert(
      fc.asyncProperty(letter, (one) => agree(rawOf(one))),
      { numRuns: RUNS },
    );
  });
});
