/**
 * What an operator would do on Cloudflare, done by the engine itself: D1 migrations at the start, the minute's cron, the demo tenant.
 * One object, so that it happens once whoever asks.
 */
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import { applyMigrations, type Migration } from "../apply-migrations.ts";
import type { Demo } from "../demo.ts";
import { demoPage, seedDemo } from "./demo.ts";

const MINUTE_MS = 60_000;
const CLOCK = "clock";

interface HouseEnv {
  DB: D1Database;
  MIGRATIONS: readonly Migration[];
  CLOCK: DurableObjectNamespace<Clock>;
  MINUTE: { run(): Promise<void>; wakeAll(): Promise<void> };
  KEFU: Fetcher;
  /** the data directory; absent beside `npm start` of one process */
  DATA_DISK?: Fetcher;
  ADMIN_SECRET: string;
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
  }

  /** The first minute's work at once: what an earlier life kept is put back on the road, and the model is warm before the first message. */
  async firstMinute(): Promise<void> {
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

  /** The mark is taken away only when every session was looked at. */
  async wakeSessions(): Promise<void> {
    await this.env.MINUTE.wakeAll();
    await this.env.DATA_DISK?.fetch("http://disk/waking", { method: "PUT", body: "" });
  }
}

/** Its fetch is the control socket, which only the launcher reaches. */
export class House extends WorkerEntrypoint<HouseEnv> {
  private get clock(): DurableObjectStub<Clock> {
    return this.env.CLOCK.get(this.env.CLOCK.idFromName(CLOCK));
  }

  async prepare(): Promise<void> {
    await this.clock.prepare();
  }

  async firstMinute(): Promise<void> {
    await this.clock.firstMinute();
  }

  override async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    switch (`${request.method} ${pathname}`) {
      case "POST /start":
        return this.start(searchParams);
      // Apart, because warming the model keeps the thread from everything else: first the doors open.
      case "POST /first-minute":
        await this.clock.firstMinute();
        if (searchParams.get("wake") === "1") this.ctx.waitUntil(this.clock.wakeSessions());
        return new Response();
      default:
        return new Response(null, { status: 404 });
    }
  }

  private async start(searchParams: URLSearchParams): Promise<Response> {
    await this.clock.prepare();
    const url = searchParams.get("url") ?? "";
    const { DATA_DISK } = this.env;
    const demo: Demo | null = searchParams.get("seed") === "1" && DATA_DISK ? await seedDemo(this.env.KEFU, DATA_DISK, this.env.ADMIN_SECRET, url) : null;
    return new Response(demoPage(url, demo));
  }
}
