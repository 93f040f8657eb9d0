/** Answers of the HTTP interface as the console reads them. */
import type { Role } from "../../../protocol/api.ts";
import type { ChannelKind, ChannelRef } from "../../../protocol/channels.ts";
import type { Conversation, ConversationStatus, Turn } from "../../../protocol/conversation.ts";
import type { AgentState, Forecast, QueueSnapshot } from "../../../protocol/ports.ts";

export type { Forecast, QueueSnapshot };

/** A row of GET /v1/conversations. */
export interface ListedConversation {
  id: string;
  customerId: string;
  name: string | null;
  status: ConversationStatus;
  ownerKind: "bot" | "queue" | "agent";
  agentId: string | null;
  epoch: number;
  teamId: string | null;
  channel: ChannelKind;
  channels: ChannelRef[];
  labels: string[];
  priority: number;
  language: string | null;
  openedAt: number;
  lastTurnAt: number;
  lastTurnSeq: number;
  waitingSince: number | null;
  snoozedUntil: number | null;
  resolvedAt: number | null;
  firstReplyAt: number | null;
  preview: string;
}
export interface ConversationPage {
  conversations: ListedConversation[];
  nextCursor: string | null;
}
export interface ChangeAnswer {
  conversation: Conversation;
  turn?: Turn | null;
}
export interface ReplyAnswer {
  replyId: string;
  status: string;
  turn: Turn;
}
export interface AgentShown {
  id: string;
  name: string;
  email: string;
  role: Role;
  capacity: number;
  skills: string[];
  languages: string[];
  teamIds: string[];
  disabled: boolean;
  presence: { state: AgentState; reason?: string; sockets: number; since: number };
}
export interface TeamShown {
  id: string;
  name: string;
  settings: Record<string, unknown>;
  members: string[];
}
export interface ChannelShown {
  id: string;
  kind: ChannelKind;
  name: string;
  baseUrl: string | null;
  teamId: string | null;
  config: Record<string, unknown>;
  webhookUrl: string;
  health: {
    state: string;
    detail: string;
    lastInboundAt: number | null;
    lastOutboundAt: number | null;
    lastOutboundError: { at: number; code: string; class: string; detail: string } | null;
  };
  createdAt: number;
}
export interface Health {
  status: "ok" | "degraded";
  components: Record<string, { state: string; since: number; detail: string }>;
  /** Customers' messages that wait to be replayed; told only while something is ill. */
  kept?: number;
}
export interface ArticleListed {
  id: string;
  title: string;
  language: string;
  category: string;
  audience: string;
  status: string;
}
export interface ApiKeyShown {
  id: string;
  name: string;
  scopes: string[] | string;
  createdAt?: number;
  revokedAt?: number | null;
  expiresAt?: number | null;
  lastUsedAt?: number | null;
}

export interface BuiltInIntent {
  name: string;
  topic: string;
  builtIn: true;
}
export interface OwnIntent {
  name: string;
  description: string;
  examples: string[];
  threshold: number;
  suggestedThreshold: number;
  builtIn: false;
}
export type IntentShown = BuiltInIntent | OwnIntent;
