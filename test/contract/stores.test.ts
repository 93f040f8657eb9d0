/** D1, KV and R2 of the one file answer as miniflare's do, whose behaviour is the platform's as far as it can be had on one machine. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildWorker } from "../../scripts/build.ts";
import type { EngineOptions } from "../../scripts/engine/engine.ts";
import { startMiniflare } from "../../scripts/engine/miniflare-engine.ts";
import { startWorkerd } from "../../scripts/engine/workerd-engine.ts";

type Answers = Record<"database" | "keyValues" | "bucket", unknown[]>;

async function answersOf(start: typeof startWorkerd, options: EngineOptions): Promise<Answers> {
  const engine = await start(options);
  try {
    return (await (await fetch(`${engine.url}/stores`)).json()) as Answers;
  } finally {
    await engine.stop();
  }
}

describe("the stores of the engine on one machine", () => {
  let folder = "";
  let theirs: Answers;
  let ours: Answers;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kefu-stores-"));
    const bundle = join(folder, "index.js");
    await buildWorker(join(import.meta.dirname, "../support/stores/worker.ts"), bundle);
    const secrets = { AUTH_SECRET: "a", SECRETS_KEY: "a", ADMIN_SECRET: "a" };
    const options = (name: string): EngineOptions => ({ dataDir: join(folder, name), port: 0, secrets, bundle });
    theirs = await answersOf(startMiniflare, options("miniflare"));
    ours = await answersOf(startWorkerd, options("workerd"));
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(["database", "keyValues", "bucket"] as const)("answer every question about the %s alike", (store) => {
    expect(theirs[store].length).toBeGreaterThan(5);
    expect(ours[store]).toEqual(theirs[store]);
  });
});
