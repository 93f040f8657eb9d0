/** Under which account a visitor talks: the tenant's own widget, or an account of kind `web` or `app` that was set up. */
import type { Identity } from "../../protocol/message.ts";
import { utf8 } from "../crypto/bytes.ts";
import type { Services } from "../services.ts";
import type { VisitorChannel } from "../tenants/roles.ts";
import { readHostToken } from "../tenants/visitor-token.ts";
import type { ChannelAccount } from "./channel-accounts.ts";
import { linkSecretOf } from "./linked-user.ts";

/** The widget of a tenant that set up no account for it. */
export const OWN_WIDGET: VisitorChannel = { kind: "web", accountId: "web", teamId: null };

export type VisitorAccount =
  | { found: "own" }
  | { found: "account"; account: ChannelAccount; channel: VisitorChannel }
  | { found: "none" }
  | { found: "unreachable" };

export async function visitorAccountOf(services: Services, tenant: string, channelId: string | undefined): Promise<VisitorAccount> {
  if (channelId === undefined || channelId === OWN_WIDGET.accountId) return { found: "own" };
  const looked = await services.accounts.find(channelId);
  if (looked.look === "unreachable") return { found: "unreachable" };
  if (looked.look !== "found" || looked.account.tenant !== tenant) return { found: "none" };
  const { account } = looked;
  if (account.kind !== "web" && account.kind !== "app") return { found: "none" };
  return { found: "account", account, channel: { kind: account.kind, accountId: account.id, teamId: account.teamId } };
}

export interface HostUser {
  identities: [Identity, ...Identity[]];
  name?: string;
}

/** Whom a signed user token names: an app's by the account's own keys, a page's by the tenant's widget secret. Null = signed by neither, or too old. */
export async function hostUserOf(services: Services, tenant: string, where: VisitorAccount, userToken: string): Promise<HostUser | null> {
  if (where.found === "account" && where.channel.kind === "app") return appUserOf(where.account, userToken, services.now());
  const secret = await linkSecretOf(services, tenant);
  return secret === null ? null : readHostToken(secret, userToken, services.now());
}

/** The app's own door says who a token's user is; the frame only carries the question. */
async function appUserOf({ channel }: ChannelAccount, userToken: string, now: number): Promise<HostUser | null> {
  const headers = new Headers({ authorization: `Bearer ${userToken}` });
  const request = { method: "POST", url: new URL("https://localhost/"), headers, body: utf8(JSON.stringify({ t: "human", cid: "who" })) };
  const verified = await channel.verify(request, now);
  const parsed = verified.ok ? channel.parse(verified.payload, request, now) : null;
  const [event] = parsed?.ok ? parsed.events : [];
  if (!event || !("from" in event)) return null;
  const { ids, name } = event.from;
  return { identities: [...ids], ...(name === undefined ? {} : { name }) };
}
