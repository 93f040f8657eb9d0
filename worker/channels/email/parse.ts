/** Letters of customers: the new words of an answer without the old ones below it; automatic mail is let go, bounces become receipts. */
import type { ChannelEvent, ErrorClass } from "../../../protocol/channels.ts";
import type { Identity, Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import type { EmailConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A thread can be answered whenever we like; the handle only carries its subject and ids. */
const HANDLE_MS = 10 * 365 * 86_400_000;
const HANDLE_USES = 1_000_000;
const MAX_REFERENCES = 20;

export function parseEmail(payload: string, _config: EmailConfig, _request: RawRequest, now: number): Parsed {
  const mail = asRecord(parseExactJson(payload));
  if (!mail) return { ok: false, why: "the payload is no opened letter" };
  const event = eventOf(mail, now);
  return { ok: true, events: event ? [event] : [] };
}

function eventOf(mail: Fields, now: number): ChannelEvent | null {
  const messageId = asText(mail.messageId)?.slice(0, 300);
  const from = asRecord(mail.from);
  const address = asText(from?.address)?.slice(0, 320);
  if (messageId === undefined || address === undefined) return null;
  const at = epochMs(Date.parse(asText(mail.date) ?? ""), "ms", now);
  const report = asRecord(mail.report);
  if (report) return bounceOf(report, messageId, at);
  if (isAutomatic(asRecord(mail.marks) ?? {}, address, mail.envelopeFrom)) return null;
  const thread = asRecord(mail.thread) ?? {};
  const name = asText(from?.name)?.slice(0, 200);
  return {
    type: "message",
    key: messageId,
    thread: `${address}#${asText(thread.id) ?? ""}`,
    // A sender's clock may be years off; the future is nonsense in any case.
    at: Math.min(at, now),
    from: { ids: personAt(address, mail.dmarc === true || thread.proven === true), ...(name === undefined ? {} : { name }) },
    providerId: messageId,
    parts: partsOf(mail),
    ...(asText(mail.inReplyTo) === undefined ? {} : { replyTo: asText(mail.inReplyTo) ?? "" }),
    reply: { kind: "message_ref", data: handleOf(mail, thread, messageId), expiresAt: now + HANDLE_MS, uses: HANDLE_USES },
  };
}

/** Anybody can write anybody's address: without proof it is where to answer, and a claim. */
function personAt(address: string, isProven: boolean): [Identity, ...Identity[]] {
  const claimed: Identity = { kind: "email", scope: "", value: address, verified: isProven };
  return isProven ? [claimed] : [{ kind: "user_id", scope: "mail:unproven", value: address, verified: true }, claimed];
}

function handleOf(mail: Fields, thread: Fields, messageId: string): string {
  const references = asList(mail.references).flatMap((id) => asText(id) ?? []);
  const [root] = references;
  const tail = references.slice(root === undefined ? 0 : 1).slice(-MAX_REFERENCES);
  return JSON.stringify({
    subject: (asText(mail.subject) ?? "").slice(0, 300),
    messageId,
    references: root === undefined ? [] : [root, ...tail],
    plus: `c_${asText(thread.id) ?? ""}.${asText(thread.token) ?? ""}`,
  });
}

const MACHINES = /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+@-]|$)/i;

/** RFC 3834 §2: never answer what no human wrote. An empty envelope sender is a bounce without a report. */
function isAutomatic(marks: Fields, address: string, envelopeFrom: unknown): boolean {
  const autoSubmitted = asText(marks["auto-submitted"]);
  if (autoSubmitted !== undefined && !autoSubmitted.startsWith("no")) return true;
  if (/^(bulk|junk|list|auto_reply)/.test(asText(marks.precedence) ?? "")) return true;
  if (["x-auto-response-suppress", "list-id", "list-unsubscribe", "x-kefu-loop"].some((name) => asText(marks[name]) !== undefined)) return true;
  return MACHINES.test(address) || envelopeFrom === "" || envelopeFrom === "<>";
}

/** 5.1 and 5.2.1 = nobody there, 5.2.2 = full, 5.7 = refused by rule. A delay (4.x) is no news yet. */
function bounceOf(report: Fields, messageId: string, at: number): ChannelEvent | null {
  const recipient = asText(report.recipient)?.slice(0, 320);
  const ours = asText(report.messageId);
  const status = asText(report.status) ?? "";
  if (recipient === undefined || ours === undefined || !status.startsWith("5")) return null;
  const kind: ErrorClass = status === "5.2.2" ? "quota" : status.startsWith("5.7") ? "policy" : "gone";
  return {
    type: "receipt",
    key: `bounce:${messageId}`.slice(0, 500),
    thread: recipient,
    at,
    from: { ids: [{ kind: "email", scope: "", value: recipient, verified: true }] },
    receipt: { status: "failed", providerIds: [ours], error: { code: status, class: kind } },
  };
}

function partsOf(mail: Fields): Part[] {
  const whole = (asText(mail.text)?.trim() || textOfHtml(asText(mail.html) ?? "")).replaceAll("\r\n", "\n");
  const { words, quoted } = unfolded(whole);
  const isFirst = asList(mail.references).length === 0 && asText(mail.inReplyTo) === undefined;
  const subject = isFirst ? (asText(mail.subject) ?? "") : "";
  const text = [subject, words].filter((piece) => piece !== "").join("\n\n");
  const files = asList(mail.files).map((file) => fileOf(asRecord(file) ?? {}));
  const parts: Part[] = text === "" ? files : [{ type: "text", text, ...(quoted === "" ? {} : { quoted }) }, ...files];
  return parts.length > 0 ? parts : [{ type: "unsupported", hint: "an empty letter" }];
}

function fileOf(file: Fields): Part {
  const name = asText(file.name)?.slice(0, 300) ?? "file";
  const mime = asText(file.mime)?.slice(0, 200);
  const size = asNumber(file.size);
  const blobKey = asText(file.blobKey)?.slice(0, 500);
  if (blobKey === undefined) return { type: "unsupported", hint: `file ${name}` };
  const kind = (["image", "audio", "video"] as const).find((prefix) => mime?.startsWith(`${prefix}/`)) ?? "file";
  return {
    type: "media",
    media: { kind, ref: { blobKey }, name, ...(mime === undefined ? {} : { mime }), ...(size === undefined || size < 0 ? {} : { size }) },
  };
}

/** Where the old letter begins, as the common programs write it. */
const OLD_WORDS: readonly RegExp[] = [
  /^On [^\n]{1,300}(?:\n[^\n]{0,200})? wrote:[ \t]*$/m,
  /^在[^\n]{1,200}写道[:：]/m,
  /^-{3,} ?(?:Original Message|原始邮件|Ursprüngliche Nachricht|Message d'origine) ?-{3,}/im,
  /^发件人[:：]/m,
  /^_{10,}[ \t]*$/m,
  /^From: [^\n]+\n(?:Sent|Date): /m,
];

/**
 * What was written anew, and the rest: quoted letters and the signature, in the order they stood in. Answers between the lines of a quote
 * stay new words. A letter of nothing but quotes is new words as a whole.
 */
export function unfolded(text: string): { words: string; quoted: string } {
  const cuts = OLD_WORDS.flatMap((pattern) => pattern.exec(text)?.index ?? []);
  const cut = Math.min(text.length, ...cuts);
  const above = text.slice(0, cut).split("\n");
  const signatureAt = above.findIndex((row) => /^-- ?$/.test(row));
  const isOld = (row: string, at: number): boolean => row.startsWith(">") || (signatureAt >= 0 && at >= signatureAt);
  const words = above
    .filter((row, at) => !isOld(row, at))
    .join("\n")
    .trim();
  if (words === "") return { words: text.trim(), quoted: "" };
  const below = [above.filter(isOld).join("\n"), text.slice(cut)].filter((piece) => piece.trim() !== "");
  return { words, quoted: below.join("\n").trim() };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** The words of a letter that has no plain text; it is never shown as HTML. Linear in its length, whatever a sender writes. */
export function textOfHtml(html: string): string {
  const words = withoutBlocks(html)
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6])\b[^<>]*>/gi, "\n")
    .replace(/<[^<>]*>/g, "")
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,5}));/gi, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = Number.parseInt(decimal ?? hexadecimal ?? "", decimal === undefined ? 16 : 10);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : "";
    });
  const rows = words.split("\n").map((row) => row.trim());
  return rows
    .filter((row, index) => row !== "" || rows[index - 1] !== "")
    .join("\n")
    .trim();
}

/** Without what no reader ever sees. A block that does not end takes the rest with it. */
function withoutBlocks(html: string): string {
  const lower = html.toLowerCase();
  const begins = /<(script|style|head)\b/g;
  let kept = "";
  let from = 0;
  for (let begin = begins.exec(lower); begin; begin = begins.exec(lower)) {
    kept += html.slice(from, begin.index);
    const end = lower.indexOf(`</${begin[1]}`, begin.index);
    if (end < 0) return kept;
    from = end;
    begins.lastIndex = end;
  }
  return kept + html.slice(from);
}
