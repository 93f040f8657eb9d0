/**
 * What a channel kind brings to the contract suite: requests signed as its platform signs them, payloads with the events they
 * must give, replies with the calls they must become, and the platform's real error bodies. Payloads come from the platform's
 * documentation or from a real delivery; say which in a comment.
 */
import type { ChannelEvent, ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../protocol/channels.ts";
import type { HttpAnswer, RawRequest } from "../../worker/channels/channel.ts";
import type { RegisteredChannel } from "../../worker/channels/registry.ts";

export type RawConfig = Readonly<Record<string, unknown>>;

/** Signs (and where the platform does, encrypts) a payload as the platform would for this account at this time. */
export type Deliver = (payload: string, signing: { config: RawConfig; at: number }) => Promise<RawRequest>;

export interface Sample {
  title: string;
  /** Decrypted body, as `parse` sees it. */
  payload: string;
  /** Exactly what parse must give. */
  events: ChannelEvent[];
}

export interface RenderSample {
  title: string;
  message: OutboundMessage;
  calls: HttpCall[];
  passive?: HttpAnswer;
}

export interface OutcomeSample {
  title: string;
  status: number;
  headers?: Record<string, string>;
  body: string;
  outcome: Outcome;
}

export interface ChannelFixture {
  channel: RegisteredChannel;
  config: RawConfig;
  /** Another account of the same kind: its signatures must not pass here. */
  otherConfig: RawConfig;
  /** The clock of samples and signatures, epoch ms. */
  now: number;
  deliver: Deliver;
  /** Requests made by the vendor's own code or printed in its documents, with the payload they must verify to. */
  golden?: { title: string; config?: RawConfig; request: RawRequest; now: number; payload?: string }[];
  /** Takes the signature away, keeping everything else. */
  unsigned?(request: RawRequest): RawRequest;
  /** How far from `now` a signed time may lie, ms. */
  replayWindowMs?: number;
  /** `answer: null` = the request must not be taken for a handshake; `refused` = some 4xx. */
  handshakes?: { title: string; request: RawRequest; now?: number; config?: RawConfig; answer: HttpAnswer | null | "refused" }[];
  samples: Sample[];
  /** For channels that only ring: how the pages behind the bell are asked for. A payload that `isPage` is read by `pull`, not by `parse`. */
  pages?: { hint: Readonly<Record<string, string>>; isPage(payload: string): boolean };
  /** Payloads of a kind we do not know: messages are kept as `unsupported`, events are let go without an error. */
  unknown: { message: string; event?: string };
  echo?: string;
  /** One payload with `count` customer events. */
  batch?: { payload: string; count: number };
  /** A payload whose message id exceeds 2^53, and the id digit by digit. */
  bigId?: { payload: string; providerId: string };
  /** What the customer's client sends back when the choice with this id is pressed. */
  press?(id: string, label: string): string;
  ack: { request?: RawRequest; answer: HttpAnswer };
  renders: RenderSample[];
  /** Customer-visible words of a call, one entry per platform message; null for uploads and tokens. */
  wordsOf(call: HttpCall): string | readonly string[] | null;
  /** A message to a customer of this channel, for the length cases; the suite puts its own parts in. */
  message: OutboundMessage;
  outcomes: OutcomeSample[];
  /** Classes the platform has no error for, each with the reason. */
  noOutcome?: Partial<Record<ErrorClass | "unknown", string>>;
  /** Cases the platform makes impossible, each with a reason that quotes its limitation. */
  skips: Partial<Record<CaseId, string>>;
}

export const CASE_IDS = [
  "signature",
  "foreign_signature",
  "no_signature",
  "altered_body",
  "stale",
  "handshake",
  "samples",
  "stable_keys",
  "batch",
  "echo",
  "unknown",
  "big_ids",
  "junk",
  "press",
  "ack",
  "renders",
  "lengths",
  "idempotent",
  "outcomes",
  "secrets",
] as const;
export type CaseId = (typeof CASE_IDS)[number];
