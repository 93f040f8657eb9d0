/** Numbered messages from many customers, each acknowledged before the customer's next; some doubled, some swapped. */

import type { Sender, SenderOf } from "./senders.ts";
import { INSIST_MS } from "./weather.ts";

export interface Person {
  name: string;
  /** Message numbers in the order they were acknowledged. */
  acknowledged: number[];
}

export interface Campaign {
  messages: number;
  lanes: number;
  /** Most messages of one customer. */
  each: number;
  kinds: readonly { kind: string; senderOf: SenderOf; each?: number }[];
  chance(): number;
  /** Called after each acknowledgement. */
  progressed(acknowledged: number): void;
}

const SWAPPED = 0.05;
const DOUBLED_AT_ONCE = 0.05;
const SENT_AGAIN_LATER = 0.1;
const PAUSE_MS = 100;

export interface Totals {
  people: Person[];
  sent: number;
  acknowledged: number;
  /** attempts, repetitions included */
  attempts: number;
}

export const textOf = (name: string, n: number): string => `${name} 第${n}条：我的快递到哪了`;
export const numberIn = (text: string): { name: string; n: number } | null => {
  const match = /^(\S+) 第(\d+)条/.exec(text);
  return match?.[1] === undefined ? null : { name: match[1], n: Number(match[2]) };
};

export async function runCampaign(campaign: Campaign): Promise<Totals> {
  const totals: Totals = { people: [], sent: 0, acknowledged: 0, attempts: 0 };
  let planned = 0;
  const lane = async (): Promise<void> => {
    while (planned < campaign.messages) {
      const kind = campaign.kinds[totals.people.length % campaign.kinds.length];
      if (!kind) return;
      const count = Math.min(kind.each ?? campaign.each, campaign.messages - planned);
      planned += count;
      const person: Person = { name: `${kind.kind}-${totals.people.length}`, acknowledged: [] };
      totals.people.push(person);
      const sender = await kind.senderOf(person.name);
      await sendAll(campaign, totals, person, sender, count);
      sender.close();
    }
  };
  await Promise.all(Array.from({ length: campaign.lanes }, lane));
  return totals;
}

async function sendAll(campaign: Campaign, totals: Totals, person: Person, sender: Sender, count: number): Promise<void> {
  const order = Array.from({ length: count }, (_, index) => index + 1);
  for (let at = 0; at + 1 < count; at++) {
    if (campaign.chance() < SWAPPED) [order[at], order[at + 1]] = [order[at + 1] ?? 0, order[at] ?? 0];
  }
  for (const n of order) {
    const attempt = await sender.message(textOf(person.name, n));
    totals.sent += 1;
    const once = async (): Promise<boolean> => {
      totals.attempts += 1;
      return attempt().catch(() => false);
    };
    const twice = campaign.chance() < DOUBLED_AT_ONCE;
    const until = Date.now() + INSIST_MS;
    while (!(twice ? (await Promise.all([once(), once()])).some(Boolean) : await once())) {
      if (Date.now() > until) throw new Error(`message ${n} of ${person.name} was never acknowledged`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    person.acknowledged.push(n);
    totals.acknowledged += 1;
    campaign.progressed(totals.acknowledged);
    if (campaign.chance() < SENT_AGAIN_LATER) await once();
  }
}
