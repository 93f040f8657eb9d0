/** Mixed traffic at a given rate: many customers of all kinds, each insisting until a message is acknowledged, for as long as it lasts. */

import type { SenderOf } from "../chaos/senders.ts";
import { INSIST_MS } from "../chaos/weather.ts";

export interface Kind {
  kind: string;
  senderOf: SenderOf;
  /** Messages of one customer. */
  each: number;
}

export interface Traffic {
  kinds: readonly Kind[];
  /** messages a second, all together */
  rate: number;
  lanes: number;
  until: number;
  acknowledged(customer: string, n: number, ms: number): void;
}

const PAUSE_MS = 200;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** Each lane is one customer at a time, and sends on a beat: a slow answer delays its own lane alone. */
export async function runTraffic(traffic: Traffic): Promise<{ sent: number; customers: number }> {
  const totals = { sent: 0, customers: 0 };
  const beatMs = (1_000 * traffic.lanes) / traffic.rate;
  const lane = async (index: number): Promise<void> => {
    await pause((index * beatMs) / traffic.lanes);
    while (Date.now() < traffic.until) {
      const kind = traffic.kinds[totals.customers % traffic.kinds.length];
      if (!kind) return;
      const customer = `${kind.kind}-${totals.customers}`;
      totals.customers += 1;
      const sender = await kind.senderOf(customer);
      for (let n = 1; n <= kind.each && Date.now() < traffic.until; n++) {
        const began = performance.now();
        const attempt = await sender.message(`${customer} 第${n}条：我的快递到哪了`);
        while (!(await attempt().catch(() => false))) {
          if (performance.now() - began > INSIST_MS) throw new Error(`message ${n} of ${customer} was never acknowledged`);
          await pause(PAUSE_MS);
        }
        totals.sent += 1;
        traffic.acknowledged(customer, n, performance.now() - began);
        await pause(beatMs - (performance.now() - began));
      }
      sender.close();
    }
  };
  await Promise.all(Array.from({ length: traffic.lanes }, (_, index) => lane(index)));
  return totals;
}
