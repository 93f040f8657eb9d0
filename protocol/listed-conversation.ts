/** A row of GET /v1/conversations: the schema is in the OpenAPI document, and the console reads by its type. Times are epoch ms. */
import { z } from "zod";
import { CHANNEL_KINDS } from "./channels.ts";
import { CONVERSATION_STATUSES } from "./conversation.ts";

const id = z.string();
const time = z.number().int();
const channel = z.enum(CHANNEL_KINDS);

/** A colleague is asked for help (protocol/conversation.ts `Consult`). */
const consult = z.object({
  id,
  by: id,
  to: z.union([z.object({ kind: z.literal("agent"), agentId: id }), z.object({ kind: z.literal("team"), teamId: id })]),
  asked: z.array(id),
  helperId: id.nullable(),
  handing: z.boolean(),
  at: time,
});

/** A customer waits to be written to, or called (protocol/conversation.ts `CallBack`). */
const callBack = z.object({ at: time, phone: z.string().optional(), email: z.string().optional(), words: z.string() });

export const listedConversationSchema = z.object({
  id,
  customerId: id,
  /** the customer's */
  name: z.string().nullable(),
  status: z.enum(CONVERSATION_STATUSES),
  ownerKind: z.enum(["bot", "queue", "agent"]),
  agentId: id.nullable(),
  epoch: z.number().int(),
  teamId: id.nullable(),
  channel,
  channels: z.array(z.object({ kind: channel, accountId: id })),
  labels: z.array(z.string()),
  priority: z.number().int(),
  language: z.string().nullable(),
  openedAt: time,
  lastTurnAt: time,
  lastTurnSeq: z.number().int(),
  waitingSince: time.nullable(),
  snoozedUntil: time.nullable(),
  resolvedAt: time.nullable(),
  firstReplyAt: time.nullable(),
  preview: z.string(),
  /** absent = no colleague is asked */
  consult: consult.optional(),
  /** absent = nobody waits to be called back */
  callBack: callBack.optional(),
});
export type ListedConversation = z.infer<typeof listedConversationSchema>;

export const conversationPageSchema = z.object({
  conversations: z.array(listedConversationSchema),
  /** Give it back as `cursor` for older ones; null = no more. */
  nextCursor: z.string().nullable(),
});
export type ConversationPage = z.infer<typeof conversationPageSchema>;
