/** Answers of the HTTP interface as the console reads them. */
import type { Role } from "../../../protocol/api.ts";
import type { ChannelKind } from "../../../protocol/channels.ts";
import type { Conversation, Turn } from "../../../protocol/conversation.ts";
import type { AgentState, Forecast, QueueSnapshot } from "../../../protocol/ports.ts";

export type { ConversationPage, ListedConversation } from "../../../protocol/listed-conversation.ts";
export type { Forecast, QueueSnapshot };

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
  /** By what they guard: `closed`, `open` or `half-open`. */
  breakers: Record<string, string>;
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
