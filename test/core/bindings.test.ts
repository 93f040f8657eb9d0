/** The engine on one machine is bound to what wrangler.toml binds on Cloudflare, and hands on every variable that the worker reads. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BUCKETS, COMPATIBILITY_DATE, DATABASE, KEY_VALUES, OBJECTS, VARIABLES } from "../../scripts/engine/bindings.ts";
import { FOLDERS } from "../../scripts/engine/services.ts";

const ROOT = join(import.meta.dirname, "../..");
const textOf = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const toml = textOf("wrangler.toml");
const env = textOf("worker/env.ts");

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

  it("are of the same date, with a database of the same name", () => {
    expect(/^compatibility_date = "([^"]+)"/m.exec(toml)?.[1]).toBe(COMPATIBILITY_DATE);
    expect(inTables("d1_databases", "database_name")).toEqual([DATABASE]);
  });

  it("hand on every text that the worker's environment names", () => {
    const texts = [...env.matchAll(/^ {2}([A-Z_]+)\??: string;/gm)].map((match) => match[1]);
    expect(texts.length).toBeGreaterThan(5);
    expect([...VARIABLES].sort()).toEqual(texts.sort());
  });
});

describe("what the launcher of the one file says again in C", () => {
  /** The strings of a C array. */
  const stringsIn = (path: string, name: string): string[] => {
    const list = new RegExp(`\\b${name}\\[\\] = \\{([^}]*)\\}`).exec(textOf(path))?.[1] ?? "";
    return [...list.matchAll(/"([^"]*)"/g)].flatMap(([, found]) => found ?? []);
  };

  it("names the data directory's folders as the engine does", () => {
    expect(stringsIn("scripts/binary/parts.c", "FOLDERS")).toEqual([...FOLDERS]);
    const made = stringsIn("scripts/binary/data.c", "BELOW").filter((path) => /^\/[^/]+$/.test(path));
    expect(made).toEqual(FOLDERS.map((name) => `/${name}`));
  });

  it("starts as many parts as the engine knows peers of", () => {
    const most = (path: string): string | undefined => /\bMOST_PARTS = (\d+)/.exec(textOf(path))?.[1];
    expect(most("scripts/binary/launcher.h")).toMatch(/^\d+$/);
    expect(most("scripts/engine/services.ts")).toBe(most("scripts/binary/launcher.h"));
  });
});
