/**
 * All channel kinds. `bindChannel` parses an account's configuration once and closes the channel's verbs over it, so that no
 * other room ever sees a configuration type. A kind that is not here cannot receive or send.
 */
import type { ChannelKind, HttpCall, OutboundMessage, Outcome } from "../../protocol/channels.ts";
import type { Chance } from "../../protocol/ids.ts";
import type { Attachment, Identity } from "../../protocol/message.ts";
import { app } from "./app/index.ts";
import type { Capabilities, Channel, HttpAnswer, Parsed, PullPage, RawRequest, Rendering, TokenSpec, Verified } from "./channel.ts";
import { dingtalk } from "./dingtalk/index.ts";
import { discord } from "./discord/index.ts";
import { douyin } from "./douyin/index.ts";
import { email } from "./email/index.ts";
import { feishu } from "./feishu/index.ts";
import { instagram } from "./instagram/index.ts";
import { kakao } from "./kakao/index.ts";
import { line } from "./line/index.ts";
import { messenger } from "./messenger/index.ts";
import { qq } from "./qq/index.ts";
import { slack } from "./slack/index.ts";
import { telegram } from "./telegram/index.ts";
import { twilioSms } from "./twilio_sms/index.ts";
import { viber } from "./viber/index.ts";
import { web } from "./web/index.ts";
import { webhook } from "./webhook/index.ts";
import { wechatMini } from "./wechat_mini/index.ts";
import { wechatOa } from "./wechat_oa/index.ts";
import { wecomKf } from "./wecom_kf/index.ts";
import { weibo } from "./weibo/index.ts";
import { whatsapp } from "./whatsapp/index.ts";
import { zalo } from "./zalo/index.ts";

/** A channel with one account's configuration inside. */
export interface BoundChannel {
  kind: ChannelKind;
  baseUrl: string;
  capabilities: Capabilities;
  /** null = a delivery is always for one account */
  providerAccount: string | null;
  handshake(request: RawRequest, now: number): Promise<HttpAnswer | null>;
  verify(request: RawRequest, now: number): Promise<Verified>;
  parse(payload: string, request: RawRequest, now: number): Parsed;
  ack(request: RawRequest, now: number): Promise<HttpAnswer>;
  seal(passive: HttpAnswer, now: number, chance: Chance): Promise<HttpAnswer>;
  /** null = this channel is not pulled */
  pull(hint: Readonly<Record<string, string>>, cursor: string | null): { call: HttpCall; read(body: unknown, now: number): PullPage | null } | null;
  token(): TokenSpec | null;
  render(message: OutboundMessage, now: number): Rendering;
  signal(kind: "typing" | "read", to: { thread: string; ids: readonly Identity[] }, ref: string | null): HttpCall | null;
  media(media: Attachment): HttpCall[] | null;
  evidence(identity: Identity): { call: HttpCall; read(body: unknown): { ids: Identity[]; name?: string } | null } | null;
  /** Empty where calls are not signed. */
  sign(call: HttpCall, body: string, now: number): Promise<Readonly<Record<string, string>>>;
  outcome(status: number, headers: Headers, body: string, now: number): Outcome;
}

export type Binding = { ok: true; channel: BoundChannel } | { ok: false; field: string; detail: string };

/** What can be known of a kind without an account. */
export interface RegisteredChannel {
  kind: ChannelKind;
  baseUrl: string;
  capabilities: Capabilities;
  /** Configuration fields that go in and never out. */
  secrets: readonly string[];
  bind(rawConfig: unknown): Binding;
}

/** Erases the configuration type behind a parse: only a configuration this kind accepts ever reaches its verbs. */
export function register<C>(channel: Channel<C>): RegisteredChannel {
  return {
    kind: channel.kind,
    baseUrl: channel.baseUrl,
    capabilities: channel.capabilities,
    secrets: channel.secrets,
    bind(rawConfig) {
      const parsed = channel.config.safeParse(rawConfig);
      if (parsed.success) return { ok: true, channel: closeOver(channel, parsed.data) };
      const issue = parsed.error.issues[0];
      return { ok: false, field: issue?.path.join(".") ?? "", detail: issue?.message ?? "wrong configuration" };
    },
  };
}

function closeOver<C>(channel: Channel<C>, config: C): BoundChannel {
  return {
    kind: channel.kind,
    baseUrl: channel.baseUrl,
    capabilities: channel.capabilities,
    providerAccount: channel.providerAccount?.(config) ?? null,
    handshake: async (request, now) => (await channel.handshake?.(request, config, now)) ?? null,
    verify: (request, now) => channel.verify(request, config, now),
    parse: (payload, request, now) => channel.parse(payload, config, request, now),
    ack: async (request, now) => channel.ack(config, request, now),
    seal: async (passive, now, chance) => (await channel.seal?.(passive, config, now, chance)) ?? passive,
    pull: (hint, cursor) => channel.pull?.(hint, cursor, config) ?? null,
    token: () => channel.token?.(config) ?? null,
    render: (message, now) => channel.render(message, config, now),
    signal: (kind, to, ref) => channel.signal?.(kind, to, ref, config) ?? null,
    media: (media) => channel.media?.(media, config) ?? null,
    evidence: (identity) => channel.evidence?.(identity, config) ?? null,
    sign: async (call, body, now) => (await channel.sign?.(call, body, config, now)) ?? {},
    outcome: (status, headers, body, now) => channel.outcome(status, headers, body, now),
  };
}

/** One line per kind, in the order of CHANNEL_KINDS. */
// biome-ignore format: one line per kind, so that two people can add theirs
const CHANNELS: readonly RegisteredChannel[] = [
  register(wechatOa),
  register(wechatMini),
  register(wecomKf),
  register(dingtalk),
  register(feishu),
  register(qq),
  register(weibo),
  register(douyin),
  register(whatsapp),
  register(messenger),
  register(instagram),
  register(telegram),
  register(line),
  register(slack),
  register(discord),
  register(viber),
  register(twilioSms),
  register(email),
  register(kakao),
  register(zalo),
  register(web),
  register(app),
  register(webhook),
];

const BY_KIND: ReadonlyMap<string, RegisteredChannel> = new Map(CHANNELS.map((channel) => [channel.kind, channel]));

export const registeredKinds = (): ChannelKind[] => CHANNELS.map((channel) => channel.kind);

export const channelOf = (kind: string): RegisteredChannel | null => BY_KIND.get(kind) ?? null;

/** The channel of one account, or the first wrong field of its configuration. */
export function bindChannel(kind: string, rawConfig: unknown): Binding {
  const channel = channelOf(kind);
  return channel ? channel.bind(rawConfig) : { ok: false, field: "kind", detail: `There is no channel kind ${kind}` };
}

/** An account's configuration as it may be shown: secrets replaced by a mask that tells only that they are set. */
export function maskSecrets(kind: string, rawConfig: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const secrets = channelOf(kind)?.secrets ?? Object.keys(rawConfig);
  return Object.fromEntries(Object.entries(rawConfig).map(([name, value]) => [name, secrets.includes(name) && value ? SECRET_MASK : value]));
}

/** What stands for a secret in answers; the same text in a PATCH means "leave it as it is". */
export const SECRET_MASK = "••••••••";
