/**
 * What an operator would do on Cloudflare, done by the engine itself: D1 migrations at the start, the minute's cron, the demo tenant.
 * One object, so that it happens once whoever asks.
 */
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import { applyMigrations, type Migration } from "../apply-migrations.ts";

const MINUTE_MS = 60_000;
const CLOCK = "clock";

interface HouseEnv {
  DB: D1Database;
  MIGRATIONS: readonly Migration[];
  CLOCK: DurableObjectNamespace<Clock>;
  MINUTE: { run(): Promise<void> };
}

export class Clock extends DurableObject<HouseEnv> {
  private ready: Promise<void> | null = null;

  /** Resolves when the database is as this version wants it. */
  async prepare(): Promise<void> {
    this.ready ??= this.begin().catch((error: unknown) => {
      this.ready = null;
      throw error;
    });
    await this.ready;
  }

  private async begin(): Promise<void> {
    await applyMigrations(this.env.DB, this.env.MIGRATIONS);
    await this.ctx.storage.setAlarm(Date.now() + MINUTE_MS);
    // At once as well: what an earlier life kept is put back on the road, and the model is warm before the first message.
    this.ctx.waitUntil(this.everyMinute());
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + MINUTE_MS);
    await this.prepare();
    await this.everyMinute();
  }

  private async everyMinute(): Promise<void> {
    try {
      await this.env.MINUTE.run();
    } catch (error) {
      console.error("cron", error);
    }
  }
}

export default class House extends WorkerEntrypoint<HouseEnv> {
  async prepare(): Promise<void> {
    await this.env.CLOCK.get(this.env.CLOCK.idFromName(CLOCK)).prepare();
  }
}
