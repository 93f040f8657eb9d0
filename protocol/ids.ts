/**
 * Identifiers. Opaque strings that sort by time; a customer's id is derived, never looked up.
 *
 * Layout (Crockford base32, lower case): `<prefix>_<10 characters of epoch milliseconds><suffix>`.
 * A conversation id carries its customer's hash, so that a conversation can be found without any table.
 */

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_CHARS = 10;
const CHANCE_CHARS = 16;
/** 100 bits: one expected collision needs about 10^15 customers of one tenant. */
const CUSTOMER_CHARS = 20;
const CONVERSATION_CHANCE_CHARS = 6;

export type IdPrefix =
  | "tn"
  | "ch"
  | "tm"
  | "ag"
  | "ky"
  | "gr"
  | "fa"
  | "su"
  | "of"
  | "ev"
  | "ar"
  | "jb"
  | "co"
  | "tp"
  | "rt"
  | "md"
  | "rp"
  | "au"
  | "ip"
  | "ru"
  | "cr"
  | "mc"
  | "wh"
  | "er"
  | "rq";

/** Fills an array with random bytes; a parameter so that tests decide chance. */
export type Chance = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
const platformChance: Chance = (bytes) => crypto.getRandomValues(bytes);

function encodeTime(at: number): string {
  let rest = Math.max(0, Math.floor(at));
  let text = "";
  for (let i = 0; i < TIME_CHARS; i++) {
    text = (ALPHABET[rest % 32] ?? "0") + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function encodeBytes(bytes: Uint8Array, chars: number): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < chars) {
      bits -= 5;
      text += ALPHABET[(value >> bits) & 31] ?? "0";
    }
    value &= (1 << bits) - 1;
  }
  return text;
}

function chanceText(chars: number, chance: Chance): string {
  return encodeBytes(chance(new Uint8Array(Math.ceil((chars * 5) / 8))), chars);
}

/** A new id of the given kind that sorts by `now` (epoch milliseconds). */
export function newId(prefix: IdPrefix, now: number, chance: Chance = platformChance): string {
  return `${prefix}_${encodeTime(now)}${chanceText(CHANCE_CHARS, chance)}`;
}

/** Epoch milliseconds that an id of this module was made at (not for customer ids). */
export function timeOfId(id: string): number {
  let at = 0;
  for (const char of id.slice(3, 3 + TIME_CHARS)) at = at * 32 + Math.max(0, ALPHABET.indexOf(char));
  return at;
}

/**
 * The customer id of an identity: a hash of tenant, kind, scope and value. Two webhooks of a new customer
 * that arrive together derive the same id, so there is no duplicate and no lookup.
 */
export async function customerIdOf(tenant: string, identity: { kind: string; scope: string; value: string }): Promise<string> {
  const text = JSON.stringify([tenant, identity.kind, identity.scope, identity.value]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `cu_${encodeBytes(new Uint8Array(digest), CUSTOMER_CHARS)}`;
}

/** A new conversation id of this customer: time first, then the customer's hash, then chance. */
export function newConversationId(customerId: string, now: number, chance: Chance = platformChance): string {
  return `cv_${encodeTime(now)}${customerId.slice(3)}${chanceText(CONVERSATION_CHANCE_CHARS, chance)}`;
}

const CONVERSATION_ID = /^cv_[0-9a-z]{10}([0-9a-z]{20})[0-9a-z]{6}$/;
const CUSTOMER_ID = /^cu_[0-9a-z]{20}$/;

/** The customer a conversation was begun by, or null for a string that is no conversation id. */
export function customerOfConversation(conversationId: string): string | null {
  const match = CONVERSATION_ID.exec(conversationId);
  return match?.[1] ? `cu_${match[1]}` : null;
}

export const isCustomerId = (text: string): boolean => CUSTOMER_ID.test(text);

/** One string per identity, usable as a key: `kind:scope:value` with scope and value escaped. */
export function identityKey(identity: { kind: string; scope: string; value: string }): string {
  return `${identity.kind}:${encodeURIComponent(identity.scope)}:${encodeURIComponent(identity.value)}`;
}

/** The part of a customer's id that all its conversations' ids carry: whatever holds it speaks of that customer. */
export const traceOf = (customerId: string): string => customerId.slice(3);
