/** A visitor's message from the key press to the server's ack. The cid is made once; every retry carries it, so that nothing is said twice. Pure. */
import type { Part } from "../../protocol/message.ts";
import type { VisitorClientFrame } from "../../protocol/visitor-frames.ts";

/** Longest text of one message, UTF-16 units: protocol/visitor-frames.ts MAX_VISITOR_TEXT (the widget imports only types; a test compares). */
export const MOST_TEXT = 4_000;

export type Said = { kind: "send"; parts: Part[] } | { kind: "human"; label: string } | { kind: "leave"; contact: string; text: string; files?: Part[] };

export interface Outgoing {
  cid: string;
  /** when it was said, epoch ms */
  at: number;
  said: Said;
  /** What the visitor told of themselves before their first message; goes with it. */
  about?: Record<string, string>;
  state: { is: "queued" } | { is: "sending" } | { is: "failed"; code?: string; reason: string };
}

export function frameFor({ cid, at, said, about }: Outgoing): VisitorClientFrame {
  const told = about === undefined ? {} : { about };
  switch (said.kind) {
    case "send":
      return { t: "send", cid, parts: said.parts, at, ...told };
    case "human":
      return { t: "human", cid, ...told };
    case "leave":
      return { t: "leave", cid, contact: said.contact, text: said.text, ...(said.files?.length ? { files: said.files } : {}) };
    default:
      return said satisfies never;
  }
}

/** What the log shows of it. */
export function partsOf(said: Said): Part[] {
  switch (said.kind) {
    case "send":
      return said.parts;
    case "human":
      return [{ type: "action", id: "human", label: said.label }];
    case "leave":
      return [{ type: "text", text: said.text }, ...(said.files ?? [])];
    default:
      return said satisfies never;
  }
}

export const freshCid = (now: number): string => newCid(now, crypto.getRandomValues(new Uint8Array(16)));

/** Sorts by time, then by chance: 48 bits of epoch ms and 80 random bits, Crockford base32 (ULID). */
export function newCid(now: number, random: Uint8Array): string {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  let id = "";
  for (let rest = now, index = 0; index < 10; index++, rest = Math.floor(rest / 32)) id = (alphabet[rest % 32] ?? "0") + id;
  for (let index = 0; index < 16; index++) id += alphabet[(random[index] ?? 0) % 32] ?? "0";
  return id;
}

/** A kept message read back; null = not ours. It waits again, whatever was under way when the page went. */
export function outgoingFrom(text: string): Outgoing | null {
  try {
    const value = JSON.parse(text) as Partial<Outgoing> | null;
    if (typeof value?.cid !== "string" || typeof value.at !== "number" || !value.said) return null;
    const failed = value.state?.is === "failed" ? value.state : null;
    const about = value.about === undefined ? {} : { about: value.about };
    return { cid: value.cid, at: value.at, said: value.said, ...about, state: failed ?? { is: "queued" } };
  } catch {
    return null;
  }
}
