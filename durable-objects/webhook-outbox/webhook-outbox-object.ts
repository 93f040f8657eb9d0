/** One subscriber of outgoing webhooks: takes events in one transaction, sends them one after the other through the engine, tells when it was switched off. */
import { DurableObject } from "cloudflare:workers";
import type { DeliveriesQuery, WebhookEnginePort, WebhookEvent, WebhookLog, WebhookOutcome, WebhookPort, WebhookTask } from "../../protocol/webhooks.ts";
import { Bell } from "../alarms.ts";
import { Outbox } from "./outbox.ts";
import { showLog } from "./show.ts";

/** Deliveries of one round; the rest has the next one, so that an alarm comes to its end. */
const AT_ONCE = 200;

export interface WebhookOutboxEnv {
  ENGINE: WebhookEnginePort;
}

export class WebhookOutbox extends DurableObject<WebhookOutboxEnv> implements WebhookPort {
  private outbox: Outbox | null = null;
  private readonly bell = new Bell(this.ctx.storage, () => this.ctx.waitUntil(this.work().catch(() => undefined)));
  private running: Promise<void> | null = null;

  async take(tenant: string, webhookId: string, events: readonly WebhookEvent[]): Promise<{ outcome: "taken" } | { outcome: "off" }> {
    return this.write(tenant, webhookId, (outbox) => outbox.take(events, Date.now()));
  }

  async log(tenant: string, webhookId: string, query: DeliveriesQuery): Promise<WebhookLog> {
    return this.write(tenant, webhookId, (outbox) => showLog(outbox, query));
  }

  async replay(tenant: string, webhookId: string, what: { eventId: string } | { since: number; until: number }): Promise<number> {
    return this.write(tenant, webhookId, (outbox) => outbox.replay(what, Date.now()));
  }

  async skip(tenant: string, webhookId: string, eventId: string): Promise<boolean> {
    return this.write(tenant, webhookId, (outbox) => outbox.skip(eventId));
  }

  async setMode(tenant: string, webhookId: string, mode: "on" | "paused"): Promise<void> {
    this.write(tenant, webhookId, (outbox) => outbox.setMode(mode));
  }

  async eraseCustomer(tenant: string, webhookId: string, customerId: string): Promise<number> {
    return this.write(tenant, webhookId, (outbox) => outbox.eraseCustomer(customerId));
  }

  async forget(_tenant: string, _webhookId: string): Promise<void> {
    this.outbox = null;
    this.bell.silence();
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  override async alarm(): Promise<void> {
    this.bell.rang();
    await this.work();
  }

  /** All or nothing; a failed transaction throws away what memory believes. */
  private write<T>(tenant: string, webhookId: string, decide: (outbox: Outbox) => T): T {
    try {
      const result = this.ctx.storage.transactionSync(() => {
        this.outbox ??= new Outbox(this.ctx.storage.sql, tenant, webhookId, Date.now());
        return decide(this.outbox);
      });
      const due = this.outbox?.nextDue(Date.now()) ?? null;
      if (due !== null && this.running === null) this.bell.dueBy(due, Date.now());
      return result;
    } catch (error) {
      this.outbox = null;
      throw error;
    }
  }

  /** Who lives here, for an object that woke by its alarm. */
  private known<T>(decide: (outbox: Outbox) => T): T | null {
    if (this.outbox) return this.write(this.outbox.head.tenant, this.outbox.head.webhookId, decide);
    const there = this.ctx.storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'head'").toArray().length > 0;
    const row = there ? this.ctx.storage.sql.exec<{ doc: string }>("SELECT doc FROM head").toArray()[0] : undefined;
    if (!row) return null;
    const { tenant, webhookId } = JSON.parse(row.doc) as { tenant: string; webhookId: string };
    return this.write(tenant, webhookId, decide);
  }

  private work(): Promise<void> {
    this.running ??= this.rounds().finally(() => {
      this.running = null;
      // What is left, or came meanwhile, rings: `write` looks when nothing runs.
      this.known(() => undefined);
    });
    return this.running;
  }

  private async rounds(): Promise<void> {
    for (let round = 0; round < AT_ONCE; round++) {
      const task = this.known((outbox) => outbox.begin(Date.now()));
      if (!task) break;
      const outcome = await this.send(task);
      this.known((outbox) => outbox.finish(task, outcome, Date.now(), Math.random()));
    }
    const head = this.known((outbox) => (outbox.mustTellOff(Date.now()) ? outbox.head : null));
    if (!head) return;
    const told = await this.env.ENGINE.webhookOff(head.tenant, head.webhookId, head.offDetail ?? "").catch(() => false);
    this.known((outbox) => outbox.offTold(told, Date.now()));
  }

  /** A failure of the engine is none of the subscriber's; it is tried again all the same. */
  private async send(task: WebhookTask): Promise<WebhookOutcome> {
    try {
      return await this.env.ENGINE.sendWebhook(task);
    } catch {
      return { outcome: "retry", status: null, ms: 0, detail: "The attempt was cut off on our side" };
    }
  }
}
