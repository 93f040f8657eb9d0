/** What people send each other: parts, attachments, who speaks. Plain JSON, so it crosses objects, queues and sockets. */
import { z } from "zod";

/** Longest text of one part that is accepted at a door, UTF-16 units. Longer text is refused with 413. */
export const MAX_TEXT_UNITS = 100_000;
/** Most parts of one message. */
export const MAX_PARTS = 20;

export const IDENTITY_KINDS = [
  "openid",
  "unionid",
  "external_userid",
  "user_id",
  "wa_id",
  "bsuid",
  "psid",
  "igsid",
  "chat_id",
  "phone",
  "email",
  "host_user",
  "anon",
  "api_user",
] as const;

/** One handle of one human. Unique on (kind, scope, value); scope is the app, page or account, "" for global ones (phone, email). */
export const identitySchema = z.object({
  kind: z.enum(IDENTITY_KINDS),
  scope: z.string().max(200),
  value: z.string().min(1).max(500),
  /** Only verified identities may join customers. */
  verified: z.boolean(),
});
export type Identity = z.infer<typeof identitySchema>;

export const attachmentSchema = z.object({
  kind: z.enum(["image", "audio", "video", "file", "sticker"]),
  ref: z.union([
    z.object({ url: z.string().max(4_000), auth: z.boolean(), expiresAt: z.number().optional() }),
    z.object({ mediaId: z.string().max(2_000) }),
    z.object({ blobKey: z.string().max(500) }),
  ]),
  mime: z.string().max(200).optional(),
  name: z.string().max(500).optional(),
  /** bytes */
  size: z.number().nonnegative().optional(),
  sha256: z.string().max(100).optional(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

export const partSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("text"),
    text: z.string().max(MAX_TEXT_UNITS),
    /** Older words that a mail program repeated below the new ones: kept and shown folded, never understood as said now. */
    quoted: z.string().max(MAX_TEXT_UNITS).optional(),
  }),
  z.object({ type: z.literal("media"), media: attachmentSchema, caption: z.string().max(MAX_TEXT_UNITS).optional() }),
  z.object({
    type: z.literal("location"),
    lat: z.number(),
    lng: z.number(),
    /** Chinese apps send GCJ-02 (100–700 m off WGS-84); the datum is kept, never guessed away. */
    datum: z.enum(["wgs84", "gcj02", "unknown"]),
    name: z.string().max(500).optional(),
    address: z.string().max(1_000).optional(),
  }),
  /** A pressed button, quick reply, menu entry or postback. */
  z.object({ type: z.literal("action"), id: z.string().max(1_000), label: z.string().max(500).optional() }),
  /** Something we cannot show; kept so that nothing a customer sent is lost. */
  z.object({ type: z.literal("unsupported"), hint: z.string().max(1_000) }),
]);
export type Part = z.infer<typeof partSchema>;
export const partsSchema = z.array(partSchema).min(1).max(MAX_PARTS);

/** A button offered with a reply. Channels without buttons get a numbered list. */
export const choiceSchema = z.object({ id: z.string().min(1).max(200), label: z.string().min(1).max(200), url: z.string().max(2_000).optional() });
export type Choice = z.infer<typeof choiceSchema>;

/** Who speaks in a turn. */
export type Author = { kind: "customer"; name?: string } | { kind: "agent"; id: string; name?: string } | { kind: "bot"; name?: string } | { kind: "system" };

/** The words of a message as one string, for understanding, search and previews. */
export function textOf(parts: readonly Part[]): string {
  const texts: string[] = [];
  for (const part of parts) {
    if (part.type === "text") texts.push(part.text);
    else if (part.type === "media" && part.caption) texts.push(part.caption);
    else if (part.type === "action" && part.label) texts.push(part.label);
  }
  return texts.join("\n");
}
