/** The engine on one machine is bound to what wrangler.toml binds on Cloudflare, and hands on every variable that the worker reads. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BUCKETS, KEY_VALUES, OBJECTS, VARIABLES } from "../../scripts/engine/bindings.ts";

const ROOT = join(import.meta.dirname, "../..");
const toml = readFileSync(join(ROOT, "wrangler.toml"), "utf8");
const env = readFileSync(join(ROOT, "worker/env.ts"), "utf8");

/** Values of `key` in every table `[[table]]` of the file. */
const inTables = (table: string, key: string): string[] =>
  toml
    .split(/^\[/m)
    .filter((part) => part.startsWith(`[${table}]]`))
    .flatMap((part) => new RegExp(`^${key} = "([^"]+)"`, "m").exec(part)?.[1] ?? []);

describe("the bindings of the engine on one machine", () => {
  it("are the objects, namespaces and buckets of wrangler.toml", () => {
    const objects = Object.fromEntries(
      inTables("durable_objects.bindings", "name").map((name, at) => [name, inTables("durable_objects.bindings", "class_name")[at]]),
    );
    expect(objects).toEqual(OBJECTS);
    expect(inTables("kv_namespaces", "binding").sort()).toEqual(Object.keys(KEY_VALUES).sort());
    expect(inTables("r2_buckets", "binding").sort()).toEqual(Object.keys(BUCKETS).sort());
  });

  it("hand on every text that the worker's environment names", () => {
    const texts = [...env.matchAll(/^ {2}([A-Z_]+)\??: string;/gm)].map((match) => match[1]);
    expect(texts.length).toBeGreaterThan(5);
    expect([...VARIABLES].sort()).toEqual(texts.sort());
  });
});
