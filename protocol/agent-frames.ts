/** Frames on an agent's socket (GET /v1/agent/socket?since=<seq>). One feed with one sequence per agent; every tab sees the same. */
import { z } from "zod";
import type { Consult, Conversation, Delivery, Turn } from "./conversation.ts";
import { choiceSchema, partsSchema } from "./message.ts";
import type { OrderCard, Suggestion } from "./understanding.ts";

/** Raised when a frame changes its meaning; a client with another version is told `error: version`. */
export const AGENT_FRAMES_VERSION = 1;
/** Largest frame a client may send, bytes. */
export const MAX_AGENT_FRAME_BYTES = 256 * 1024;

/** What happens to an agent; kept in the desk's feed. `id` makes telling idempotent. */
export type DeskEvent = { id: string; at: number } & (
  | { type: "offered"; offerId: string; conversation: OfferCard; expiresAt: number }
  | { type: "offer_ended"; offerId: string; conversationId: string; reason: "accepted" | "declined" | "expired" | "withdrawn" | "taken" }
  | { type: "assigned"; conversation: Conversation; name: string | null }
  | { type: "unassigned"; conversationId: string; epoch: number; reason: string }
  | { type: "conversation"; conversation: Conversation; name: string | null }
  /** `helping` = it is a colleague's conversation: its customer does not wait for this agent. */
  | { type: "turn"; conversationId: string; turn: Turn; helping?: true }
  | { type: "turn_changed"; conversationId: string; turnId: string; seq: number; turn: Turn }
  | { type: "delivery"; conversationId: string; turnId: string; delivery: Delivery }
  | { type: "suggestions"; conversationId: string; turnId: string; suggestions: Suggestion[]; degraded: boolean }
  | { type: "orders"; conversationId: string; orders: OrderCard[]; choose: boolean }
  | { type: "queue"; teamId: string; waiting: number; longestWaitMs: number; online: number }
  | { type: "presence"; state: string; reason?: string }
  /** A customer was erased: everything shown of them goes. Also stands where the feed spoke of them. */
  | { type: "erased"; customerIds: string[] }
  /** To the owner, the helper and those who were asked. `consult` is how it stands now; null = it is over. `by` = who did it. */
  | { type: "consult"; conversationId: string; name: string | null; news: ConsultNews; consult: Consult | null; by: string | null; reason?: string }
  | { type: "notice"; code: string; detail: string; conversationIds?: string[] }
);

/** `taken` = a colleague of the same team came first; `over` = the conversation has another owner, or none. */
export type ConsultNews = "asked" | "joined" | "declined" | "handing" | "handed_over" | "taken_back" | "taken" | "over";

export interface OfferCard {
  conversationId: string;
  customerId: string;
  name: string | null;
  channel: { kind: string; accountId: string };
  preview: string;
  intents: string[];
  priority: number;
  waitingSince: number;
  teamId: string;
  /** A transfer's note. */
  note?: string;
}

/** Server → client. */
export type AgentServerFrame =
  | {
      t: "welcome";
      v: number;
      agentId: string;
      seq: number;
      presence: { state: string; reason?: string } /** true = more was missed than the feed keeps: load the lists again */;
      behind: boolean;
    }
  | { t: "event"; seq: number; event: DeskEvent }
  | { t: "ack"; cid: string; result: unknown }
  | { t: "refused"; cid: string; code: string; detail: string; data?: unknown }
  | { t: "typing"; conversationId: string; on: boolean /** only with typing preview switched on */; text?: string }
  /** Replies that are being written on another tab or device of mine, or were before; an empty text is none. */
  | { t: "drafts"; drafts: { conversationId: string; text: string }[] }
  /** Where colleagues ask for my help, or have it: for a tab that has just come. */
  | { t: "consults"; consults: Extract<DeskEvent, { type: "consult" }>[] }
  | { t: "viewing"; conversationId: string; agents: { agentId: string; name: string; typing: boolean }[] }
  | { t: "error"; code: string; detail: string };

const cid = z.string().min(1).max(64);
const conversationId = z.string().min(1).max(64);
const epoch = z.number().int().nonnegative().optional();

/** Client → server. `cid` is the client's id of the command and its idempotency key. */
export const agentClientFrameSchema = z.discriminatedUnion("t", [
  z.object({
    t: z.literal("reply"),
    cid,
    conversationId,
    parts: partsSchema,
    choices: z.array(choiceSchema).max(20).optional(),
    epoch,
    suggestionId: z.string().max(64).optional(),
  }),
  z.object({ t: z.literal("note"), cid, conversationId, text: z.string().min(1).max(20_000), mentions: z.array(z.string().max(64)).max(50).optional() }),
  z.object({ t: z.literal("accept"), cid, conversationId }),
  z.object({ t: z.literal("decline"), cid, conversationId, reason: z.string().max(200).default("") }),
  z.object({ t: z.literal("resolve"), cid, conversationId, epoch }),
  z.object({ t: z.literal("suggestion"), cid, conversationId, suggestionId: z.string().max(64), used: z.enum(["accepted", "edited", "refused"]) }),
  z.object({
    t: z.literal("presence"),
    cid,
    state: z.enum(["online", "busy", "break", "wrap_up", "transfers_only", "hidden", "offline"]),
    reason: z.string().max(200).optional(),
  }),
  z.object({ t: z.literal("typing"), conversationId, on: z.boolean() }),
  z.object({ t: z.literal("read"), conversationId, upToSeq: z.number().int().nonnegative() }),
  z.object({ t: z.literal("viewing"), conversationId: conversationId.nullable() }),
  z.object({ t: z.literal("draft"), conversationId, text: z.string().max(20_000) }),
  z.object({ t: z.literal("sync"), since: z.number().int().nonnegative() }),
]);
export type AgentClientFrame = z.infer<typeof agentClientFrameSchema>;
