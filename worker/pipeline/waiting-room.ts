/**
 * Sessions with something to think about for which there was no room. They are let go meanwhile, and called when there is: a session that
 * asks by itself every few seconds stays open, and in a flood all of them would, each with its files. The room is an isolate's memory:
 * whoever was forgotten with it, or found it full, asks again by its alarm.
 */
import type { Address } from "../../protocol/ports.ts";
import { UnderWay } from "./under-way.ts";

/** An address takes about 200 bytes. */
const MOST_WAITING = 10_000;
/** Who is not called asks again after so long, and so much longer for each that waits: five a second wake up for nothing at most. */
const ASK_AGAIN_MS = 20_000;
const ASK_AGAIN_EACH_MS = 200;
/** Sessions called at the same time: what is left of the room is for those who write now. */
const CALLED_AT_ONCE = 4;
/** Longer than a session takes for what it has; one that was cut off makes way for the next. */
const CALL_COUNTS_MS = 20_000;

const keyOf = ({ tenant, customerId }: Address): string => `${tenant}:${customerId}`;

export class WaitingRoom {
  /** The longest waiting first. */
  private readonly waiting = new Map<string, Address>();
  private readonly called = new UnderWay(CALL_COUNTS_MS);
  /** Somebody looks after the room at this time, epoch ms. */
  private looksAt = 0;

  get size(): number {
    return this.waiting.size;
  }

  /** Answers when to ask again if nobody calls, epoch ms. Who waits already keeps their place. */
  enter(address: Address, now: number): number {
    if (this.waiting.size < MOST_WAITING) this.waiting.set(keyOf(address), { tenant: address.tenant, customerId: address.customerId });
    return now + ASK_AGAIN_MS + this.waiting.size * ASK_AGAIN_EACH_MS;
  }

  /** Its turn has come. */
  isCalled(address: Address, now: number): boolean {
    return this.called.has(keyOf(address), now);
  }

  /** One more may be called. */
  mayCall(now: number, atOnce: number = CALLED_AT_ONCE): boolean {
    return this.waiting.size > 0 && this.called.count(now) < atOnce;
  }

  /** Calls the one that has waited longest; resolves when it has done what it had to do. */
  async call(now: number, attend: (address: Address) => Promise<void>): Promise<void> {
    const [next] = this.waiting;
    if (!next) return;
    const [key, address] = next;
    this.waiting.delete(key);
    await this.called.run(now, () => attend(address), key);
  }

  /** True = the caller looks again in `ms`, and nobody else need. One who was cut off before is followed by the next who comes later. */
  mayLook(now: number, ms: number): boolean {
    if (now < this.looksAt) return false;
    this.looksAt = now + ms;
    return true;
  }
}
