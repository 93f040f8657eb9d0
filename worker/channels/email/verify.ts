/**
 * A letter as it is handed over: raw, with its envelope in headers, signed by our own Email Worker or relay. It is opened here, because the
 * MIME reader is asynchronous and parse is not: the payload is what is in the letter. `mailRequest` and `filesOfMail` are what the
 * worker's `email()` entry needs.
 */
import PostalMime, { type Address, type Email } from "postal-mime";
import { concatBytes, sameText, utf8 } from "../../crypto/bytes.ts";
import { hmacSha256Hex, sha256Hex } from "../../crypto/hash.ts";
import type { RawRequest, Verified } from "../channel.ts";
import { fingerprint, isFresh } from "../signatures.ts";
import type { EmailConfig } from "./index.ts";

const REPLAY_WINDOW_MS = 5 * 60_000;
const MAX_FILES = 20;
const MAX_TEXT = 100_000;
const ID_DIGITS = 12;
const TOKEN_DIGITS = 16;

export interface Envelope {
  from: string;
  to: string;
}

/** What parse sees. */
export interface OpenedMail {
  messageId: string;
  from: { address: string; name: string };
  envelopeFrom: string;
  subject: string;
  date: string;
  inReplyTo: string;
  references: string[];
  text: string;
  html: string;
  /** Headers that tell automatic mail, lower case. */
  marks: Record<string, string>;
  report: { recipient: string; status: string; messageId: string } | null;
  /** The receiving server found that the sender's domain vouches for the letter. */
  dmarc: boolean;
  /** `proven` = the letter came to the plus address that only this sender was given. */
  thread: { id: string; token: string; proven: boolean };
  files: { name: string; mime: string; size: number; blobKey?: string }[];
}

const signatureOf = (secret: string, timestamp: string, envelope: Envelope, stored: string, raw: Uint8Array): Promise<string> =>
  hmacSha256Hex(secret, concatBytes(utf8(`${timestamp}.${envelope.from}.${envelope.to}.${stored}.`), raw));

/** The request an Email Worker hands over. `stored` = the files of `filesOfMail` were put away before. */
export async function mailRequest(url: URL, envelope: Envelope, raw: Uint8Array, secret: string, now: number, stored: boolean): Promise<RawRequest> {
  const timestamp = String(Math.floor(now / 1000));
  const flag = stored ? "1" : "0";
  const headers = new Headers({
    "content-type": "message/rfc822",
    "x-kefu-mail-timestamp": timestamp,
    "x-kefu-mail-from": encodeURIComponent(envelope.from),
    "x-kefu-mail-to": encodeURIComponent(envelope.to),
    "x-kefu-mail-stored": flag,
    "x-kefu-mail-signature": await signatureOf(secret, timestamp, envelope, flag, raw),
  });
  return { method: "POST", url, headers, body: raw };
}

export async function verifyEmail(request: RawRequest, config: EmailConfig, now: number): Promise<Verified> {
  const header = (name: string): string => request.headers.get(`x-kefu-mail-${name}`) ?? "";
  const timestamp = header("timestamp");
  if (!/^\d{1,15}$/.test(timestamp) || !isFresh(Number(timestamp) * 1000, now, REPLAY_WINDOW_MS)) {
    return { ok: false, status: 401, why: "the signed time is too far away" };
  }
  const envelope = { from: decoded(header("from")), to: decoded(header("to")) };
  const wanted = await signatureOf(config.inboundSecret, timestamp, envelope, header("stored"), request.body);
  if (!sameText(header("signature"), wanted)) return { ok: false, status: 401, why: "the signature does not match" };
  try {
    const opened = await openMail(request.body, envelope, config, header("stored") === "1");
    return { ok: true, payload: JSON.stringify(opened), secure: true };
  } catch {
    return { ok: false, status: 400, why: "the body is no letter" };
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

const readMail = (raw: Uint8Array): Promise<Email> => PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: 30, maxHeadersSize: 256 * 1024 });

/** Files under keys nobody can guess; put them away under these before the letter is handed over. */
export async function filesOfMail(raw: Uint8Array, secret: string): Promise<{ blobKey: string; bytes: Uint8Array; mime: string; name: string }[]> {
  const mail = await readMail(raw);
  const folder = await filesKey(secret, mail.messageId ?? "");
  return mail.attachments.slice(0, MAX_FILES).map((file, index) => ({
    blobKey: `${folder}/${index}`,
    bytes: typeof file.content === "string" ? utf8(file.content) : new Uint8Array(file.content),
    mime: file.mimeType,
    name: file.filename ?? `file-${index + 1}`,
  }));
}

const filesKey = async (secret: string, messageId: string): Promise<string> => `mail/${await hmacSha256Hex(secret, `files\n${messageId}`)}`;

async function openMail(raw: Uint8Array, envelope: Envelope, config: EmailConfig, stored: boolean): Promise<OpenedMail> {
  const mail = await readMail(raw);
  const from = { address: (mail.from?.address ?? "").toLowerCase().slice(0, 320), name: (mail.from?.name ?? "").slice(0, 200) };
  const references = (mail.references ?? "")
    .split(/\s+/)
    .filter((id) => /^<[^<>]{1,300}>$/.test(id))
    .slice(0, 100);
  const messageId = (mail.messageId ?? `<${(await sha256Hex(raw)).slice(0, 32)}@unnamed>`).slice(0, 300);
  const recipients = [envelope.to, mail.deliveredTo ?? "", ...addressesOf(mail.to), ...addressesOf(mail.cc)];
  // Side by side: each is a signature of its own.
  const [thread, files] = await Promise.all([
    threadOf(from.address, references[0] ?? mail.inReplyTo ?? messageId, recipients, config.inboundSecret),
    filesIn(mail, stored, messageId, config.inboundSecret),
  ]);
  return {
    messageId,
    from,
    envelopeFrom: envelope.from,
    subject: (mail.subject ?? "").slice(0, 500),
    date: mail.date ?? "",
    inReplyTo: (mail.inReplyTo ?? "").slice(0, 300),
    references,
    text: (mail.text ?? "").slice(0, MAX_TEXT).toWellFormed(),
    html: mail.text?.trim() ? "" : (mail.html ?? "").slice(0, MAX_TEXT).toWellFormed(),
    marks: marksOf(mail),
    report: reportOf(mail),
    dmarc: hasDmarc(mail, config.authservId),
    thread,
    files,
  };
}

const addressesOf = (addresses: readonly Address[] | undefined): string[] =>
  (addresses ?? []).flatMap((entry) => entry.address ?? entry.group.map((member) => member.address));

const MARKS = ["auto-submitted", "precedence", "x-auto-response-suppress", "list-id", "list-unsubscribe", "x-kefu-loop"];
const marksOf = (mail: Email): Record<string, string> =>
  Object.fromEntries(mail.headers.filter((header) => MARKS.includes(header.key)).map((header) => [header.key, header.value.toLowerCase().slice(0, 200)]));

/** Only the topmost result counts: what stands below it the sender could have written. */
function hasDmarc(mail: Email, authservId: string): boolean {
  const value = mail.headers.find((header) => header.key === "authentication-results")?.value ?? "";
  return value.trim().toLowerCase().startsWith(authservId.toLowerCase()) && /\bdmarc=pass\b/i.test(value);
}

/** Of a plus address: only whoever reads the mailbox we wrote to knows it. */
export const threadToken = async (secret: string, address: string, threadId: string): Promise<string> =>
  (await hmacSha256Hex(secret, `thread\n${address}\n${threadId}`)).slice(0, TOKEN_DIGITS);

/** The plus address proves that the writer reads the mailbox we answered to, even where the domain vouches for nothing. */
async function threadOf(sender: string, root: string, recipients: readonly string[], secret: string): Promise<OpenedMail["thread"]> {
  const tokenFor = (id: string): Promise<string> => threadToken(secret, sender, id);
  for (const recipient of recipients) {
    const [, id, token] = /\+c_([0-9a-z]{12})\.([0-9a-f]{16})@/i.exec(recipient) ?? [];
    if (id !== undefined && token !== undefined && sameText(token, await tokenFor(id))) return { id, token, proven: true };
  }
  const id = fingerprint(root).slice(0, ID_DIGITS);
  return { id, token: await tokenFor(id), proven: false };
}

async function filesIn(mail: Email, stored: boolean, messageId: string, secret: string): Promise<OpenedMail["files"]> {
  const files = mail.attachments.slice(0, MAX_FILES);
  const folder = stored && files.length > 0 ? await filesKey(secret, messageId) : null;
  return files.map((file, index) => ({
    name: (file.filename ?? `file-${index + 1}`).slice(0, 300),
    mime: file.mimeType.slice(0, 200),
    size: typeof file.content === "string" ? file.content.length : file.content.byteLength,
    ...(folder === null ? {} : { blobKey: `${folder}/${index}` }),
  }));
}

/** A bounce, RFC 3464: who could not be reached, why, and which of our letters it was. */
function reportOf(mail: Email): OpenedMail["report"] {
  const contentType = mail.headers.find((header) => header.key === "content-type")?.value ?? "";
  if (!/multipart\/report/i.test(contentType)) return null;
  const words = mail.attachments
    .filter((file) => /^(message\/(global-)?delivery-status|text\/rfc822-headers|message\/rfc822)$/.test(file.mimeType))
    .map((file) => (typeof file.content === "string" ? file.content : new TextDecoder().decode(file.content)).slice(0, 20_000))
    .join("\n");
  const field = (pattern: RegExp): string => pattern.exec(words)?.[1]?.trim().slice(0, 320) ?? "";
  return {
    recipient: field(/^(?:Final|Original)-Recipient:\s*[\w-]+;\s*<?([^\s<>]+)>?/im).toLowerCase(),
    status: field(/^Status:\s*([245]\.\d{1,3}\.\d{1,3})/im),
    messageId: field(/^Message-ID:\s*(<[^<>\s]+>)/im),
  };
}
