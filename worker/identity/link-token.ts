/**
 * Link tokens: the host vouches, in a string that any channel can carry, that whoever brings it is its user (specification §24.3).
 * `KF` + end in base36 seconds (7) + HMAC-SHA256, 16 bytes base64url (22) + the user's id in base64url. Only letters, digits, - and _,
 * because Telegram's `?start=` takes no others, and at most 64 characters for ids of up to 24 bytes, because it takes no more.
 */
import { base64Url, sameText, textOfBytes, unbase64, utf8 } from "../crypto/bytes.ts";
import { hmac } from "../crypto/hash.ts";

const MAC_BYTES = 16;
const END_CHARS = 7;
/** Longest user id, bytes: WeCom's `scene_param` takes 128 characters. */
export const MAX_USER_BYTES = 72;
const TOKEN = /(?<![A-Za-z0-9-])KF([0-9a-z]{7})([\w-]{22})([\w-]{2,96})(?![\w-])/;

/** Where tokens travel, and how long they may be there. */
const PLACES = {
  telegramStart: 64,
  wechatScene: 64,
  wecomSceneParam: 128,
  messengerRef: 250,
  lineNonce: 255,
  viberContext: 128,
  miniProgramSessionFrom: 1000,
  whatsappText: 1000,
} as const;
export type Place = keyof typeof PLACES;

export interface LinkToken {
  token: string;
  userId: string;
  /** epoch ms */
  expiresAt: number;
}

const macOf = async (secret: string, end: string, user: string): Promise<string> =>
  base64Url((await hmac("SHA-256", secret, `kefu-link\n${end}\n${user}`)).subarray(0, MAC_BYTES));

/** Null = the id is empty or too long. */
export async function makeLinkToken(secret: string, userId: string, expiresAt: number): Promise<LinkToken | null> {
  const bytes = utf8(userId);
  if (bytes.length === 0 || bytes.length > MAX_USER_BYTES) return null;
  const [end, user] = [
    Math.floor(expiresAt / 1000)
      .toString(36)
      .padStart(END_CHARS, "0"),
    base64Url(bytes),
  ];
  return { token: `KF${end}${await macOf(secret, end, user)}${user}`, userId, expiresAt: Math.floor(expiresAt / 1000) * 1000 };
}

/** True when a text may hold a token: the secret need not be looked up otherwise. */
export const mayHoldLinkToken = (text: string): boolean => TOKEN.test(text);

/** The first token in a text, when this tenant's host signed it and it has not ended. */
export async function readLinkToken(secret: string, text: string, now: number): Promise<LinkToken | null> {
  const found = TOKEN.exec(text);
  const [token, end, mac, user] = found ?? [];
  if (token === undefined || end === undefined || mac === undefined || user === undefined) return null;
  const expiresAt = Number.parseInt(end, 36) * 1000;
  const userId = textOfBytes(unbase64(user) ?? new Uint8Array(0));
  if (!userId || expiresAt <= now || !sameText(mac, await macOf(secret, end, user))) return null;
  return { token, userId, expiresAt };
}

export const placesFor = (token: string): Place[] => (Object.keys(PLACES) as Place[]).filter((place) => token.length <= PLACES[place]);
