/** What people do with the application: commands with their options, pressed buttons and selections, filled-in forms. */
import type { ChannelEvent } from "../../../protocol/channels.ts";
import type { Attachment, Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asList, asNumber, asRecord, asText, parseExactJson } from "../exact-json.ts";
import type { DiscordConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

/** An interaction's token: 15 minutes, any number of follow-ups. */
const TOKEN_MS = 15 * 60_000;
const TOKEN_USES = 1000;
/** First ms of Discord's clock: ids count from it, in their upper bits. */
const EPOCH_MS = 1_420_070_400_000;
const COMMAND = 2;
const COMPONENT = 3;
const FORM = 5;
const TEXT_INPUTS = 10;

export function parseDiscord(payload: string, _config: DiscordConfig, _request: RawRequest, now: number): Parsed {
  const body = asRecord(parseExactJson(payload));
  if (!body) return { ok: false, why: "the payload is no JSON object" };
  const event = eventOf(body, now);
  return { ok: true, events: event ? [event] : [] };
}

function eventOf(body: Fields, now: number): ChannelEvent | null {
  const id = asText(body.id);
  const user = asRecord(body.user) ?? asRecord(asRecord(body.member)?.user);
  const userId = asText(user?.id);
  const token = asText(body.token);
  const type = asNumber(body.type);
  // 4 is a look-up while somebody types; it is answered and forgotten.
  if (id === undefined || userId === undefined || token === undefined || type === undefined || type === 4 || body.event !== undefined) return null;
  const at = timeOf(id, now);
  const name = asText(user?.global_name) ?? asText(user?.username);
  const locale = asText(body.locale);
  return {
    type: "message",
    key: id.slice(0, 100),
    thread: asText(body.channel_id) ?? userId,
    at,
    from: {
      ids: [{ kind: "user_id", scope: "discord", value: userId, verified: true }],
      ...(name === undefined ? {} : { name }),
      ...(locale === undefined ? {} : { locale }),
    },
    providerId: id,
    parts: partsOf(type, asRecord(body.data) ?? {}),
    reply: { kind: "token", data: token, expiresAt: at + TOKEN_MS, uses: TOKEN_USES },
  };
}

/** Snowflakes exceed 2^53, so they are counted as big integers. */
function timeOf(id: string, now: number): number {
  if (!/^\d{15,20}$/.test(id)) return now;
  const at = Number(BigInt(id) >> 22n) + EPOCH_MS;
  return Math.abs(at - now) < TOKEN_MS * 4 ? at : now;
}

function partsOf(type: number, data: Fields): Part[] {
  const lost: Part = { type: "unsupported", hint: `interaction ${type}` };
  if (type === COMPONENT) {
    const chosen = asText(asList(data.values)[0]) ?? asText(data.custom_id);
    return [chosen === undefined ? lost : { type: "action", id: chosen.slice(0, 1000) }];
  }
  if (type !== COMMAND && type !== FORM) return [lost];
  const words = type === COMMAND ? optionWords(asList(data.options)) : formWords(asList(data.components));
  const parts: Part[] = words.length > 0 ? [{ type: "text", text: words.join("\n") }] : [];
  parts.push(...filesOf(data));
  if (parts.length > 0) return parts;
  const name = asText(data.name) ?? asText(data.custom_id);
  return [name === undefined ? lost : { type: "action", id: name.slice(0, 1000), label: `/${name}`.slice(0, 500) }];
}

const ATTACHMENT_OPTION = 11;

/** Options of a command, those of its groups and sub-commands too. */
function optionWords(options: readonly unknown[], depth = 0): string[] {
  return options.flatMap((entry) => {
    const option = asRecord(entry) ?? {};
    if (Array.isArray(option.options)) return depth < 3 ? optionWords(option.options, depth + 1) : [];
    const value = typeof option.value === "boolean" ? String(option.value) : asText(option.value);
    return value === undefined || option.type === ATTACHMENT_OPTION ? [] : [value];
  });
}

/** Rows of inputs, or labels around them (the newer form). */
function formWords(rows: readonly unknown[]): string[] {
  return rows
    .slice(0, TEXT_INPUTS)
    .flatMap((entry) => {
      const row = asRecord(entry) ?? {};
      return Array.isArray(row.components) ? row.components : [row.component];
    })
    .flatMap((input) => asText(asRecord(input)?.value) ?? []);
}

function filesOf(data: Fields): Part[] {
  const files = Object.values(asRecord(asRecord(data.resolved)?.attachments) ?? {}).slice(0, TEXT_INPUTS);
  return files.flatMap((entry): Part[] => {
    const file = asRecord(entry);
    const url = asText(file?.url);
    if (!file || url === undefined || url.length > 4000) return [];
    const mime = asText(file.content_type)?.slice(0, 200);
    const name = asText(file.filename)?.slice(0, 500);
    const size = asNumber(file.size);
    const kind = (["image", "audio", "video"] as const).find((prefix) => mime?.startsWith(`${prefix}/`)) ?? "file";
    const media: Attachment = {
      kind,
      ref: { url, auth: false },
      ...(mime === undefined ? {} : { mime }),
      ...(name === undefined ? {} : { name }),
      ...(size === undefined || size < 0 ? {} : { size }),
    };
    return [{ type: "media", media }];
  });
}
