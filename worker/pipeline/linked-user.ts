/**
 * A link token in what came in (a start parameter, a scanned scene, a ref, a nonce, prefilled words) makes the sender the host's user, once.
 * The session then joins both customers by the verified identity, as with any other.
 */
import type { ChannelEvent } from "../../protocol/channels.ts";
import { identityKey } from "../../protocol/ids.ts";
import type { Identity, Part } from "../../protocol/message.ts";
import { sha256Hex } from "../crypto/hash.ts";
import { type LinkToken, mayHoldLinkToken, readLinkToken } from "../identity/link-token.ts";
import type { Services } from "../services.ts";
import type { Recordable } from "./input-of.ts";

/** Null = the tenant has no widget secret, or cannot be looked up just now. */
export async function linkSecretOf(services: Services, tenantId: string): Promise<string | null> {
  const looked = await services.tenants.get(tenantId);
  const sealed = looked.look === "found" ? looked.value.settings.widgetSecret : undefined;
  return sealed === undefined ? null : (await services.keyring()).open(sealed, `widget-secret:${tenantId}`);
}

const textsOf = (event: Recordable): string[] => {
  if (event.type === "presence") return event.payload === undefined ? [] : [event.payload];
  return event.type === "message" && !event.echo ? event.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])) : [];
};

/** The event with the host's user among the sender's identities, and without the token in its words; unchanged where there is none. */
export async function withLinkedUser(services: Services, tenantId: string, event: Recordable): Promise<Recordable> {
  const text = textsOf(event).find(mayHoldLinkToken);
  if (text === undefined) return event;
  const secret = await linkSecretOf(services, tenantId);
  const link = secret === null ? null : await readLinkToken(secret, text, services.now());
  if (!link || !(await claimed(services, tenantId, link, event.from.ids[0]))) return event;
  const user: Identity = { kind: "host_user", scope: "", value: link.userId, verified: true };
  const from = { ...event.from, ids: [...event.from.ids, user] as typeof event.from.ids };
  return event.type === "message" ? { ...event, from, parts: withoutToken(event, link.token) } : { ...event, from };
}

/** A token read over somebody's shoulder is worth nothing once its owner has used it; the owner's repeated delivery is. */
async function claimed(services: Services, tenantId: string, link: LinkToken, sender: Identity): Promise<boolean> {
  const [token, identity] = await Promise.all([sha256Hex(`${tenantId}\n${link.token}`), sha256Hex(`${tenantId}\n${identityKey(sender)}`)]);
  const sql = `INSERT INTO link_uses (token_hash, identity_hash, expires_at) VALUES (?1, ?2, ?3)
    ON CONFLICT (token_hash) DO UPDATE SET expires_at = expires_at RETURNING identity_hash AS owner`;
  // Without D1 nobody can say who was first: the message is recorded all the same, and the link waits for the next token.
  const row = await services.db
    .prepare(sql)
    .bind(token, identity, link.expiresAt)
    .first<{ owner: string }>()
    .catch(() => null);
  return row?.owner === identity;
}

function withoutToken(event: Extract<ChannelEvent, { type: "message" }>, token: string): Part[] {
  const kept = event.parts.map((part): Part => (part.type === "text" ? { ...part, text: part.text.replace(token, "").trim() } : part));
  return kept.every((part) => part.type === "text" && part.text === "") ? event.parts : kept.filter((part) => part.type !== "text" || part.text !== "");
}

export async function forgetEndedLinks(services: Services): Promise<void> {
  await services.db.prepare("DELETE FROM link_uses WHERE expires_at < ?1").bind(services.now()).run();
}
