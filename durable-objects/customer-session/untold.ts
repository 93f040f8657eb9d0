/**
 * What happened and was not told yet: the newest in the head, older ones in blocks that are written once. A message that comes while nobody
 * listens costs the same, however much waits before it.
 */
import type { Happened } from "../../protocol/events.ts";
import type { DocsStore, Keyed } from "./docs-store.ts";
import type { Head } from "./head.ts";

/** Events of the head that make a block. While somebody listens it seldom comes so far, and an event costs no row of its own. */
export const EVENTS_A_BLOCK = 16;
/** Kept for a read model that does not listen; the oldest go first. */
export const MOST_UNTOLD = 1_000;
const BLOCK = "!events ";
/** Keys are sorted as text. */
const DIGITS = 12;

export class Untold {
  private readonly docs: DocsStore;
  private readonly head: Head;
  /** In the order of what happened. */
  private readonly blocks = new Map<string, readonly Happened[]>();
  private blocksMade: number;

  /** `waiting` = the rows at hand when the object woke, in the order of their keys. */
  constructor(docs: DocsStore, waiting: readonly Keyed<unknown>[], head: Head) {
    this.docs = docs;
    this.head = head;
    for (const { key, doc } of waiting) if (key.startsWith(BLOCK)) this.blocks.set(key, doc as Happened[]);
    this.blocksMade = Number([...this.blocks.keys()].at(-1)?.slice(BLOCK.length) ?? 0);
  }

  /** Oldest first. */
  all(): Happened[] {
    return [...this.blocks.values(), this.newest()].flat();
  }

  get any(): boolean {
    return this.blocks.size > 0 || this.newest().length > 0;
  }

  add(events: readonly Happened[]): void {
    const newest = [...this.newest(), ...events];
    while (newest.length >= EVENTS_A_BLOCK) {
      this.blocksMade++;
      this.save(`${BLOCK}${String(this.blocksMade).padStart(DIGITS, "0")}`, newest.splice(0, EVENTS_A_BLOCK));
    }
    this.head.events = newest;
    for (const key of this.blocks.keys()) {
      if (this.blocks.size * EVENTS_A_BLOCK <= MOST_UNTOLD) break;
      this.save(key, []);
    }
  }

  forget(ids: ReadonlySet<string>): void {
    const stays = ({ id }: Happened): boolean => !ids.has(id);
    for (const [key, events] of this.blocks) if (!events.every(stays)) this.save(key, events.filter(stays));
    this.head.events = this.newest().filter(stays);
  }

  private newest(): readonly Happened[] {
    return this.head.events ?? [];
  }

  private save(key: string, events: readonly Happened[]): void {
    if (events.length > 0) {
      this.blocks.set(key, events);
      this.docs.put(key, events);
    } else if (this.blocks.delete(key)) this.docs.remove(key);
  }
}
