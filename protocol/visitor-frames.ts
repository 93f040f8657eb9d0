/**
 * Frames on a visitor's socket (GET /v1/visitor/socket?since=<seq>; token in Sec-WebSocket-Protocol `kefu.v1, t.<token>`). Where sockets do not get through,
 * the same frames come by GET /v1/visitor/events?since=<seq> (server-sent events, or a JSON list that waits) and go by POST /v1/visitor/frames.
 */
import { z } from "zod";
import type { Delivery } from "./conversation.ts";
import { MASKED_KINDS } from "./masking.ts";
import { type Choice, identitySchema, type Part, partsSchema } from "./message.ts";

export const VISITOR_FRAMES_VERSION = 1;
export const VISITOR_PROTOCOL = "kefu.v1";
/** Largest frame a visitor may send, bytes. */
export const MAX_VISITOR_FRAME_BYTES = 32 * 1024;
/** Longest text a visitor may send, UTF-16 units. */
export const MAX_VISITOR_TEXT = 4_000;
/** Frames of one POST. */
export const MAX_VISITOR_FRAMES = 20;
/** What a rating was about: praise when it is high, what could be better when it is low. */
export const RATING_REASONS = ["speed", "answer", "kindness", "ease"] as const;
/** A rating may be changed for so long, ms. */
export const RATING_OPEN_MS = 24 * 3_600_000;
/** Longest that a request for frames may be held open, seconds. */
export const MOST_WAIT_SECONDS = 25;
/** Messages a visitor may send per minute. */
export const VISITOR_MESSAGES_PER_MINUTE = 20;

/** A turn as the customer may see it: no notes, no intents, no other channel's provider ids. */
export interface VisitorTurn {
  seq: number;
  id: string;
  conversationId: string;
  from: "customer" | "agent" | "bot" | "system";
  name?: string;
  parts: Part[];
  choices?: Choice[];
  at: number;
  delivery?: Delivery["state"];
  /** client id of the customer's own message */
  cid?: string;
  deleted?: boolean;
  edited?: boolean;
}

/** Server → visitor. `seq` grows; gaps are turns the visitor may not see. */
export type VisitorServerFrame =
  | { t: "welcome"; v: number; customerId: string; seq: number; state: VisitorState }
  | { t: "msg"; seq: number; turn: VisitorTurn }
  /** Too much was missed: turns before this number were left out of what follows, so what the visitor has of them does not join on. They come with `older`. */
  | { t: "gap"; before: number }
  /** A page of earlier turns, oldest first; `before` = where the next page begins, null = there is nothing earlier. */
  | { t: "older"; turns: VisitorTurn[]; before: number | null }
  | { t: "ack"; cid: string; seq: number; id: string; at: number; conversationId: string }
  | { t: "changed"; seq: number; turn: VisitorTurn }
  | { t: "receipt"; upToSeq: number; state: "delivered" | "read" }
  | { t: "state"; state: VisitorState }
  | { t: "typing"; on: boolean; name?: string }
  /** `opensAt` only while the team is closed, epoch ms; null = not within a year. */
  | { t: "queue"; position: number | null; etaSeconds: { low: number; high: number } | null; opensAt?: number | null }
  | { t: "rate"; conversationId: string }
  | { t: "err"; code: string; detail: string; cid?: string };

export interface VisitorState {
  owner: "bot" | "queue" | "agent" | "none";
  agentName?: string;
  conversationId: string | null;
  resolved: boolean;
  /** Whoever waits in the line need not stay: they are called, or written to, when it is their turn. */
  callBack?: true;
}

const cid = z.string().min(1).max(64);
/** What a visitor told before the first word: the answers to the tenant's questions, by the name of the field. `name` is theirs. */
const about = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), z.string().trim().min(1).max(200))
  .refine((given) => Object.keys(given).length <= 10, "at most 10 answers");

/** Visitor → server. `cid` is the idempotency key: the same one after a reconnect is the same message. */
export const visitorClientFrameSchema = z.discriminatedUnion("t", [
  z.object({ t: z.literal("send"), cid, parts: partsSchema, at: z.number().optional(), about: about.optional() }),
  /** `text` = the draft's first words, only for anticipation: never stored, logged or shown unless the tenant switched typing preview on. */
  z.object({ t: z.literal("typing"), on: z.boolean(), text: z.string().max(400).optional() }),
  z.object({ t: z.literal("read"), upToSeq: z.number().int().nonnegative() }),
  z.object({ t: z.literal("sync"), since: z.number().int().nonnegative() }),
  z.object({ t: z.literal("older"), before: z.number().int().positive() }),
  z.object({ t: z.literal("human"), cid, about: about.optional() }),
  /** Without a `cid` the first one stays; with another `cid` it is changed, for a day. */
  z.object({
    t: z.literal("rate"),
    cid: cid.optional(),
    conversationId: z.string().max(64),
    score: z.number().int().min(1).max(5),
    solved: z.boolean().optional(),
    reasons: z.array(z.enum(RATING_REASONS)).max(RATING_REASONS.length).optional(),
    comment: z.string().max(2_000).optional(),
  }),
  /** `files` = media that were uploaded before. */
  z.object({ t: z.literal("leave"), cid, contact: z.string().min(1).max(200), text: z.string().min(1).max(MAX_VISITOR_TEXT), files: partsSchema.optional() }),
  /** The visitor ends the conversation. */
  z.object({ t: z.literal("end"), conversationId: z.string().max(64) }),
]);
export type VisitorClientFrame = z.infer<typeof visitorClientFrameSchema>;

/** Body of POST /v1/visitor/frames. Each frame is checked by itself, so that a bad one does not take the others with it. */
export const visitorFramesSchema = z.object({ frames: z.array(z.unknown()).min(1).max(MAX_VISITOR_FRAMES) });

/**
 * Who is at a visitor's socket, as the worker vouches for it after it checked the token. It hands the upgrade on to the session object with these as headers
 * `x-kefu-tenant`, `-customer`, `-kind`, `-account`, `-identity` (JSON), `-team`, `-locale`, `-name` (percent-encoded where not ASCII) and strips such headers from outside.
 */
export const visitSchema = z.object({
  tenant: z.string().min(1).max(100),
  customerId: z.string().min(1).max(100),
  kind: z.enum(["web", "app"]),
  accountId: z.string().min(1).max(200),
  identity: identitySchema,
  teamId: z.string().max(100).optional(),
  locale: z.string().max(50).optional(),
  name: z.string().max(200).optional(),
  /** Numbers that are made unreadable in what the visitor says. */
  mask: z.array(z.enum(MASKED_KINDS)).optional(),
});
export type Visit = z.infer<typeof visitSchema>;
