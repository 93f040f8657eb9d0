/** The session of one object between storage and memory: opened at first use, changed in transactions, thrown away when one fails. */
import type { Address } from "../../protocol/ports.ts";
import { applySchema, type SqlLike } from "../apply-schema.ts";
import type { Left } from "./afterwards.ts";
import { SESSION_SCHEMA } from "./schema.ts";
import { Session } from "./session.ts";

/** What the platform lends: storage, the clock, and where to say that something is due or was written. */
export interface SessionHome {
  sql: SqlLike;
  transactionSync<T>(work: () => T): T;
  /** epoch ms */
  now(): number;
  /** Told when something is due next, in the turn of the write that made it so. */
  dueBy(at: number, now: number): void;
  /** Told after each transaction, in the same turn: frames and signals leave with the answer. */
  written(session: Session, left: Left): void;
}

export class SessionKeeper {
  private readonly home: SessionHome;
  private session: Session | null = null;

  constructor(home: SessionHome) {
    this.home = home;
  }

  /** The customer as it is; null when there is none, or (address null) none yet. */
  read(address: Address): Session | null {
    const session = this.session ?? this.home.transactionSync(() => this.open(address, false));
    session?.checkAddress(address);
    return session?.stored ? session : null;
  }

  /** A transaction on this customer, who begins with it if need be. */
  begin<T>(address: Address, decide: (session: Session) => T): T {
    const done = this.transact(address, true, decide);
    if (!done) throw new Error("A session that begins is always there");
    return done.result;
  }

  /** A transaction on a known customer; null when there is none. */
  write<T>(address: Address | null, decide: (session: Session) => T): T | null {
    return this.transact(address, false, decide)?.result ?? null;
  }

  /** The memory goes, as the database did. */
  forget(): void {
    this.session = null;
  }

  /** A document that stands before any customer does: of a life that ended. */
  mark(key: string, doc: unknown): void {
    const { sql } = this.home;
    this.home.transactionSync(() => {
      applySchema(sql, SESSION_SCHEMA);
      sql.exec("REPLACE INTO docs (key, doc) VALUES (?, ?)", key, JSON.stringify(doc));
    });
    this.session = null;
  }

  private open(address: Address | null, begins: boolean): Session | null {
    if (!this.session) {
      const { sql } = this.home;
      // A question about a customer that does not exist leaves no tables behind.
      if (!begins && sql.exec("SELECT 1 AS one FROM sqlite_master WHERE name = 'docs'").toArray().length === 0) return null;
      applySchema(sql, SESSION_SCHEMA);
      this.session = Session.open(sql, begins ? address : null, this.home.now());
      // Whatever was left to do rings, even if the alarm of a former life was lost.
      const due = this.session?.stored ? this.session.nextDue() : null;
      if (due !== null) this.session?.after.ring(due);
    }
    if (this.session && address) this.session.checkAddress(address);
    return this.session;
  }

  /** All or nothing; the alarm becomes durable with the write, and the platform holds answers and frames until both are. */
  private transact<T>(address: Address | null, begins: boolean, decide: (session: Session) => T): { result: T } | null {
    try {
      const done = this.home.transactionSync(() => {
        const session = this.open(address, begins);
        if (!session) return null;
        session.now = this.home.now();
        const result = decide(session);
        session.flush();
        return { session, result };
      });
      if (!done) return null;
      const { session } = done;
      const left = session.after.take();
      if (left.dueAt !== null) this.home.dueBy(left.dueAt, session.now);
      this.home.written(session, left);
      return { result: done.result };
    } catch (error) {
      this.session = null;
      throw error;
    }
  }
}
