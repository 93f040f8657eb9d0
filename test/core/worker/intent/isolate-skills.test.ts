import { beforeEach, describe, expect, it, vi } from "vitest";
import { KEPT_MS, MOST_HELD, TenantModels } from "../../../../worker/intent/models/tenant-models.ts";
import { encodingFor, type UnderstandingHost } from "../../../../worker/intent/skills.ts";

const seen = vi.hoisted(() => ({ reads: [] as string[], closed: [] as string[] }));

/** A store whose model is there at once and reads a text as a direction that depends on how many turns came before. */
vi.mock("../../../../wasm-models/runtime/model-store.ts", () => ({
  assetSource: () => "common",
  bucketSource: (_bucket: unknown, prefix = "common") => prefix,
  ModelStore: class {
    readonly #name: string;
    constructor(sources: readonly string[]) {
      this.#name = sources.at(-1) ?? "";
    }
    current() {
      return {
        version: this.#name,
        labels: ["invoice"],
        dimensions: 2,
        read: async (text: string, context: readonly unknown[]) => {
          seen.reads.push(`${text}/${context.length}`);
          return { named: [], vectors: { embedding: Float32Array.of(1, context.length) } };
        },
      };
    }
    async close() {
      seen.closed.push(this.#name);
    }
  },
}));
vi.mock("../../../../worker/intent/models/model-shelf.ts", () => ({
  liveOf: async (_db: unknown, tenant: string) => ({ name: tenant.startsWith("plain") ? null : "own" }),
  shelfPrefix: (tenant: string, name: string) => `${tenant}/${name}`,
}));

let now = 0;
// As much of the host as is touched here: stores and D1 are stood in for above.
const host = () =>
  ({
    assets: {},
    media: {},
    db: {},
    d1: async (read: () => Promise<unknown>) => ({ ok: true, value: await read() }),
    now: () => now,
    later: () => undefined,
  }) as unknown as UnderstandingHost;

beforeEach(() => {
  now = 1_000_000;
  seen.reads.length = 0;
  seen.closed.length = 0;
});

describe("the numbers of a text", () => {
  it("are remembered with the turns before it, and never given for other ones", async () => {
    const one = host();
    const context = [{ from: "agent" as const, text: "要发票吗" }];
    const alone = await encodingFor(one, "要");
    const after = await encodingFor(one, "要", context);
    expect(after?.encoding.vector).not.toEqual(alone?.encoding.vector);
    expect((await encodingFor(one, "要"))?.encoding).toEqual(alone?.encoding);
    expect((await encodingFor(one, "要", context))?.encoding).toEqual(after?.encoding);
    expect(seen.reads).toEqual(["要/0", "要/1"]);
  });
});

describe("tenants' own models", () => {
  const versionOf = async (models: TenantModels, tenant: string) => (await models.of(tenant))?.version ?? null;

  it("live side by side: two who write in turn do not push each other out", async () => {
    const models = new TenantModels(host());
    for (let n = 0; n < 5; n++) for (const tenant of ["a", "b"]) expect(await versionOf(models, tenant)).toBe(`${tenant}/own`);
    expect(await versionOf(models, "plain")).toBeNull();
    expect(seen.closed).toEqual([]);
  });

  it("are bounded: who comes when all places are in use is answered by the common one, until a place was unused for a while", async () => {
    const models = new TenantModels(host());
    const first = Array.from({ length: MOST_HELD }, (_, at) => `t${at}`);
    for (const tenant of first) expect(await versionOf(models, tenant)).toBe(`${tenant}/own`);
    expect(await versionOf(models, "late")).toBeNull();
    expect(seen.closed).toEqual([]);
    now += KEPT_MS;
    expect(await versionOf(models, "late")).toBe("late/own");
    expect(seen.closed).toEqual(["t0/own"]);
    for (const tenant of first.slice(1)) expect(await versionOf(models, tenant)).toBe(`${tenant}/own`);
    expect(await versionOf(models, "t0")).toBeNull();
  });
});
