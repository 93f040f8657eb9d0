/**
 * Visitors' frames that come by HTTP instead of the websocket: the same frames, the same keys, so that one sent twice over both
 * ways is one message. Shared by the channels `web` and `app`; replies are pushed by the session itself, so nothing is sent from here.
 */
import type { ChannelEvent, Outcome, Sender } from "../../protocol/channels.ts";
import { identityKey } from "../../protocol/ids.ts";
import { type Identity, type Part, partSchema } from "../../protocol/message.ts";
import { MAX_VISITOR_TEXT } from "../../protocol/visitor-frames.ts";
import type { HttpAnswer, Parsed, Rendering } from "./channel.ts";
import { asList, asNumber, asRecord, asText, epochMs } from "./exact-json.ts";
import { httpOutcome } from "./outcomes.ts";

type Fields = Readonly<Record<string, unknown>>;

const MAX_FRAMES = 100;
const MAX_PARTS = 20;
const MAX_CID = 64;
export const MAX_USER_ID = 200;

/** `body` is one frame, or `{"frames":[…]}`. Frames that only a socket can carry (sync, rate, leave) are let go. */
export function visitorEvents(body: Fields, from: Sender, now: number): Parsed {
  const frames = Array.isArray(body.frames) ? body.frames.slice(0, MAX_FRAMES) : [body];
  return { ok: true, events: frames.flatMap((frame) => eventOf(asRecord(frame) ?? {}, from, now) ?? []) };
}

function eventOf(frame: Fields, from: Sender, now: number): ChannelEvent | null {
  const cid = asText(frame.cid)?.slice(0, MAX_CID);
  const [first] = from.ids;
  const base = { key: `${identityKey(first)} ${cid}`, thread: first.value, at: epochMs(frame.at, "ms", now), from };
  switch (frame.t) {
    case "send":
      return cid === undefined ? null : { type: "message", ...base, providerId: cid, parts: partsOf(frame) };
    case "human":
      return cid === undefined ? null : { type: "message", ...base, providerId: cid, parts: [{ type: "action", id: "human" }] };
    case "read": {
      const upTo = asNumber(frame.at);
      return upTo === undefined
        ? null
        : { type: "receipt", ...base, key: `${identityKey(first)} read:${upTo}`, receipt: { status: "read", providerIds: [], upTo: base.at } };
    }
    default:
      return null;
  }
}

function partsOf(frame: Fields): Part[] {
  const parts = asList(frame.parts)
    .slice(0, MAX_PARTS)
    .map((entry): Part => {
      const read = partSchema.safeParse(entry);
      return read.success ? accepted(read.data) : lost(asText(asRecord(entry)?.type) ?? "part");
    });
  return parts.length > 0 ? parts : [lost("message")];
}

const lost = (hint: string): Part => ({ type: "unsupported", hint: hint.slice(0, 100) });

/** Files must have been uploaded here: an address of the visitor's choice would be opened on an agent's screen. */
function accepted(part: Part): Part {
  if (part.type === "media" && !("blobKey" in part.media.ref)) return lost(`${part.media.kind} by address`);
  if (part.type === "text" && part.text.length > MAX_VISITOR_TEXT) return { type: "text", text: part.text.slice(0, MAX_VISITOR_TEXT).toWellFormed() };
  return part;
}

/** A user whom the host vouches for: the same customer as by its signed user token at the widget. */
export const hostUser = (id: string): Identity => ({ kind: "host_user", scope: "", value: id, verified: true });

export const ackVisitor = (): HttpAnswer => ({ status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body: '{"received":true}' });

/** The session pushes replies to the visitor's socket itself. */
export const renderNothing = (): Rendering => ({ calls: [] });

export const outcomeOfNothing = (status: number, headers: Headers, body: string, now: number): Outcome =>
  httpOutcome(status, headers, body, now) ?? { outcome: "sent", providerIds: [] };
