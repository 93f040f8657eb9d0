/** A visitor in the line wants to be written to, or called, when it is their turn; or not any more. */
import type { Conversation } from "../../protocol/conversation.ts";
import type { Services } from "../services.ts";
import { templatesFor, YOUR_TURN } from "../suggestions/templates.ts";
import type { VisitorPrincipal } from "../tenants/roles.ts";
import { templateMemory } from "./answer-parts.ts";
import { type Changed, changeIn } from "./commands.ts";

/** Where the tenant wrote nothing in the visitor's language. */
const ENGLISH = "en";

/** `contact` null = the visitor waits here again, or not at all. Said once more with the same words it changes nothing but the time. */
export async function wishCallBack(
  services: Services,
  { tenant, customerId, channel, locale }: VisitorPrincipal,
  conversation: Conversation,
  contact: { phone?: string | undefined; email?: string | undefined } | null,
): Promise<Changed> {
  const known = Object.fromEntries(Object.entries(contact ?? {}).filter(([, value]) => value !== undefined));
  const language = conversation.language ?? locale ?? ENGLISH;
  const wanted = contact === null ? null : { ...known, words: await wordsFor(services, tenant, language, channel.kind) };
  const key = `call-back:${customerId}:${conversation.id}:${services.now()}`;
  return changeIn(services, tenant, conversation.id, { key, by: { kind: "customer" }, change: { change: "call_back", wanted }, epoch: conversation.epoch });
}

/** The tenant's own words, or ours. */
async function wordsFor(services: Services, tenant: string, language: string, channel: string): Promise<string> {
  const looked = await templateMemory(services).get(tenant);
  const templates = looked.look === "found" ? looked.value : [];
  const [best] = [language, ENGLISH].flatMap((one) => templatesFor(templates, { intents: [YOUR_TURN], language: one, channel }));
  return best?.text ?? "";
}
