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

/** The day of this place that a time is in, epoch ms from … up to before …: most turns fall into the day of the one before. */
function dayAround(at: number): { from: number; to: number } {
  const start = new Date(at);
  start.setHours(0, 0, 0, 0);
  const end = new Date(start);
  end.setDate(end.getDate() + 1);
  return { from: start.getTime(), to: end.getTime() };
}
const speaker = (author: Author): string => (author.kind === "agent" ? `agent:${author.id}` : author.kind);

export function itemsOf(turns: readonly Turn[]): Item[] {
  const items: Item[] = [];
  let channel: ChannelRef | null = null;
  let spoken: Turn | null = null;
  let day = { from: 0, to: 0 };
  for (const turn of turns) {
    if (turn.kind === "event") {
      const run = items.at(-1);
      if (run?.item === "events") run.turns.push(turn);
      else items.push({ item: "events", key: `e${turn.id}`, turns: [turn] });
      spoken = null;
      continue;
    }
    const isNewDay = turn.at < day.from || turn.at >= day.to;
    const moved = turn.kind !== "note" && (channel === null || channel.kind !== turn.channel.kind || channel.accountId !== turn.channel.accountId);
    if (isNewDay || moved) {
      const from = turn.kind === "note" && channel !== null ? channel : turn.channel;
      items.push({ item: "separator", key: `s${turn.id}`, day: isNewDay ? turn.at : null, channel: from });
      if (turn.kind !== "note") channel = turn.channel;
      if (isNewDay) day = dayAround(turn.at);
      spoken = null;
    }
    const follows = spoken !== null && spoken.kind === turn.kind && speaker(spoken.author) === speaker(turn.author) && turn.at - spoken.at < BLOCK_MS;
    items.push({ item: "turn", key: turn.id, turn, follows });
    spoken = turn;
  }
  return items;
}
