/** A channel's event as the session records it. Pure but for the id. */
import type { ChannelEvent } from "../../protocol/channels.ts";
import { type Chance, newId } from "../../protocol/ids.ts";
import type { InboundEvent, RecordInput } from "../../protocol/ports.ts";

export type Recordable = Exclude<ChannelEvent, { type: "doorbell" } | { type: "account" }>;

export interface Origin {
  tenant: string;
  accountId: string;
  kind: RecordInput["channel"]["kind"];
  teamId: string | null;
  /** arrival at our door, epoch ms */
  at: number;
}

export function inputOf(event: Recordable, customerId: string, origin: Origin, chance: Chance): RecordInput {
  const { from } = event;
  return {
    tenant: origin.tenant,
    customerId,
    key: event.key,
    channel: { kind: origin.kind, accountId: origin.accountId },
    thread: event.thread,
    identities: from.ids,
    ...(from.name === undefined ? {} : { name: from.name }),
    ...(from.avatarUrl === undefined ? {} : { avatarUrl: from.avatarUrl }),
    ...(from.locale === undefined ? {} : { locale: from.locale }),
    at: origin.at,
    providerAt: event.at,
    ...(event.reply ? { handle: event.reply } : {}),
    ...(event.opens === undefined ? {} : { opens: event.opens }),
    ...(origin.teamId === null ? {} : { teamId: origin.teamId }),
    event: inboundOf(event, origin.at, chance),
  };
}

function inboundOf(event: Recordable, now: number, chance: Chance): InboundEvent {
  switch (event.type) {
    case "message":
      return {
        type: "message",
        turnId: newId("tn", now, chance),
        parts: event.parts,
        providerId: event.providerId,
        ...(event.replyTo === undefined ? {} : { replyTo: event.replyTo }),
        ...(event.echo ? { echo: true } : {}),
        ...(event.meta?.history === "1" ? { history: true } : {}),
      };
    case "message_edited":
      return { type: "edited", providerId: event.providerId, parts: event.parts };
    case "message_deleted":
      return { type: "deleted", providerId: event.providerId };
    case "receipt":
      return { type: "receipt", receipt: event.receipt };
    case "presence":
      return { type: "presence", state: event.state, ...(event.payload === undefined ? {} : { payload: event.payload }) };
    case "identity_changed":
      return { type: "identity_changed", before: event.before, after: event.after };
    default:
      return event satisfies never;
  }
}
