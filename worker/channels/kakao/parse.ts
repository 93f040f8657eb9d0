/** What people say to the bot. There is no message id: the callback address is unique, else person, words and second stand for it. */
import type { ChannelEvent, ReplyHandle } from "../../../protocol/channels.ts";
import type { Identity, Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import { fingerprint } from "../signatures.ts";
import type { KakaoConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The callback takes one answer within a minute; the rest is the way there. */
const CALLBACK_MS = 55_000;

export function parseKakao(payload: string, config: KakaoConfig, _request: RawRequest, now: number): Parsed {
  const body = asRecord(parseExactJson(payload));
  if (!body) return { ok: false, why: "the payload is no JSON object" };
  const event = messageOf(body, config, now);
  return { ok: true, events: event ? [event] : [] };
}

function messageOf(body: Fields, config: KakaoConfig, now: number): ChannelEvent | null {
  const asked = asRecord(body.userRequest);
  const user = asRecord(asked?.user);
  const userKey = asText(user?.id)?.slice(0, 200);
  if (!asked || userKey === undefined) return null;
  const callback = asText(asked.callbackUrl);
  const words = asText(asked.utterance) ?? "";
  const key = callback === undefined ? `${userKey}:${fingerprint(`${words}:${Math.floor(now / 60_000)}`)}` : `cb:${fingerprint(callback)}`;
  const reply: ReplyHandle | undefined = callback === undefined ? undefined : { kind: "url", data: callback, expiresAt: now + CALLBACK_MS, uses: 1 };
  const locale = asText(asked.lang)?.slice(0, 50);
  return {
    type: "message",
    key,
    thread: userKey,
    at: now,
    from: { ids: identitiesOf(asRecord(user?.properties) ?? {}, userKey, config), ...(locale === undefined ? {} : { locale }) },
    providerId: key,
    parts: [partOf(body, words)],
    ...(reply ? { reply } : {}),
  };
}

/** `appUserId` is the person's Kakao Login id of the host's own app. */
function identitiesOf(properties: Fields, userKey: string, config: KakaoConfig): [Identity, ...Identity[]] {
  const ids: [Identity, ...Identity[]] = [{ kind: "user_id", scope: `kakao:${config.botId}`, value: userKey, verified: true }];
  const friend = asText(properties.plusfriendUserKey) ?? asText(properties.plusfriend_user_key);
  const appUser = asText(properties.appUserId) ?? asText(properties.app_user_id);
  if (friend !== undefined) ids.push({ kind: "openid", scope: "kakao:plusfriend", value: friend.slice(0, 200), verified: true });
  if (appUser !== undefined) ids.push({ kind: "user_id", scope: "kakao:app", value: appUser.slice(0, 200), verified: true });
  return ids;
}

/** A quick reply gives its id back in `clientExtra`; pictures and places come as parameters of plug-ins. */
function partOf(body: Fields, words: string): Part {
  const action = asRecord(body.action);
  const pressed = asText(asRecord(action?.clientExtra)?.choice);
  if (pressed !== undefined) return { type: "action", id: pressed.slice(0, 1000), ...(words === "" ? {} : { label: words.slice(0, 500) }) };
  if (words !== "") return { type: "text", text: words };
  const parameter = Object.keys(asRecord(action?.params) ?? {})[0];
  return { type: "unsupported", hint: (parameter ?? "message").slice(0, 100) };
}
