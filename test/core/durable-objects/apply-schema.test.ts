import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { applySchema, type SchemaStep } from "../../../durable-objects/apply-schema.ts";
import { SESSION_SCHEMA } from "../../../durable-objects/customer-session/schema.ts";
import { sqliteStorage } from "../../support/sqlite-storage.ts";

const ROOT = join(import.meta.dirname, "../../..");
const steps: SchemaStep[] = [
  { id: "000_words", sql: "CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT)" },
  { id: "001_length", sql: "ALTER TABLE words ADD COLUMN length INTEGER;\nUPDATE words SET length = length(text);" },
];

it("applies only the steps that are missing, over rows of the old shape", () => {
  const { sql } = sqliteStorage();
  applySchema(sql, steps.slice(0, 1));
  sql.exec("INSERT INTO words (text) VALUES (?)", "hello");
  applySchema(sql, steps);
  applySchema(sql, steps);
  expect(sql.exec("SELECT text, length FROM words").toArray()).toEqual([{ text: "hello", length: 5 }]);
  expect(sql.exec("SELECT id FROM schema_steps ORDER BY position").toArray()).toEqual([{ id: "000_words" }, { id: "001_length" }]);
});

it("lets the version before open what a newer one made, and the newer one again", () => {
  const { sql } = sqliteStorage();
  applySchema(sql, steps);
  applySchema(sql, steps.slice(0, 1));
  sql.exec("INSERT INTO words (text) VALUES (?)", "hello");
  applySchema(sql, steps);
  expect(sql.exec("SELECT text, length FROM words").toArray()).toEqual([{ text: "hello", length: null }]);
});

it("has no step, in objects or D1, that takes away or renames what the version before reads", () => {
  const files = ["durable-objects", "migrations"].flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" })
      .filter((path) => /schema\.ts$|\.sql$/.test(path))
      .map((path) => join(ROOT, room, path)),
  );
  expect(files.length).toBeGreaterThan(3);
  const harmful = files.filter((path) => /^\s*(DROP\s+(TABLE|COLUMN)|ALTER\s+TABLE\s+\S+\s+(DROP|RENAME))/im.test(readFileSync(path, "utf8")));
  expect(harmful).toEqual([]);
});

it("refuses a past that was changed or reordered", () => {
  const { sql } = sqliteStorage();
  applySchema(sql, steps);
  expect(() => applySchema(sql, [{ id: "000_other", sql: "" }, ...steps.slice(1)])).toThrow("shipped steps never change");
  expect(() => applySchema(sql, [...steps].reverse())).toThrow("shipped steps never change");
});

it("the session's own steps run from nothing", () => {
  const { sql } = sqliteStorage();
  applySchema(sql, SESSION_SCHEMA);
  expect(sql.exec("SELECT count(*) AS n FROM turns").toArray()).toEqual([{ n: 0 }]);
});
