/** What the session's shell lends to its work: the engine, chance, and durable writes. */
import type { Address, EnginePort } from "../../protocol/ports.ts";
import type { Session } from "./session.ts";

export interface Workplace {
  engine: Pick<EnginePort, "roomToThink" | "think" | "deliver" | "settle" | "project" | "errand" | "anticipate" | "signal">;
  /** Runs the decider in one transaction; null when there is no such customer any more. */
  write<T>(decide: (session: Session) => T): T | null;
  /** The same for a customer who begins with it if need be. */
  begin<T>(address: Address, decide: (session: Session) => T): T;
  chance(): number;
  /** Keeps work alive behind an answer. */
  later(work: Promise<unknown>): void;
}
