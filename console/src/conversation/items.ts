/** From turns to what the timeline shows. Pure. */
import type { ChannelRef } from "../../../protocol/channels.ts";
import type { Turn } from "../../../protocol/conversation.ts";
import type { Author } from "../../../protocol/message.ts";

export type Item =
  | { item: "separator"; key: string; day: number | null; channel: ChannelRef }
  | { item: "events"; key: string; turns: Turn[] }
  /** `follows` = the same speaker went on at once: the name is not repeated. */
  | { item: "turn"; key: string; turn: Turn; follows: boolean };

/** A pause that makes a new block, ms. */
const BLOCK_MS = 120_000;

const dayOf = (at: number): string => new Date(at).toDateString();
const speaker = (author: Author): string => (author.kind === "agent" ? `agent:${author.id}` : author.kind);

export function itemsOf(turns: readonly Turn[]): Item[] {
  const items: Item[] = [];
  let channel: ChannelRef | null = null;
  let spoken: Turn | null = null;
  let day = "";
  for (const turn of turns) {
    if (turn.kind === "event") {
      const run = items.at(-1);
      if (run?.item === "events") run.turns.push(turn);
      else items.push({ item: "events", key: `e${turn.id}`, turns: [turn] });
      spoken = null;
      continue;
    }
    const today = dayOf(turn.at);
    const moved = turn.kind !== "note" && (channel === null || channel.kind !== turn.channel.kind || channel.accountId !== turn.channel.accountId);
    if (today !== day || moved) {
      const from = turn.kind === "note" && channel !== null ? channel : turn.channel;
      items.push({ item: "separator", key: `s${turn.id}`, day: today === day ? null : turn.at, channel: from });
      if (turn.kind !== "note") channel = turn.channel;
      day = today;
      spoken = null;
    }
    const follows = spoken !== null && spoken.kind === turn.kind && speaker(spoken.author) === speaker(turn.author) && turn.at - spoken.at < BLOCK_MS;
    items.push({ item: "turn", key: turn.id, turn, follows });
    spoken = turn;
  }
  return items;
}
