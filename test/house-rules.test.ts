import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHANNEL_FILES, type SourceFile, violationsOf } from "./support/house-rules.ts";

const ROOT = join(import.meta.dirname, "..");
const ROOMS = ["protocol", "worker", "durable-objects", "wasm-models", "scripts", "console", "widget", "test", "bench"];
const sources: SourceFile[] = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(ts|tsx)$/.test(path) && !path.includes("node_modules"))
    .map((path) => ({ path: `${room}/${path}`, text: readFileSync(join(ROOT, room, path), "utf8") })),
);

const PLANTED: readonly [rule: string, path: string, text: string][] = [
  ["1 protocol", "protocol/ids.ts", '/** x */\nimport { Hono } from "hono";'],
  ["1 the widget", "widget/chat.ts", '/** x */\nimport { newId } from "../protocol/ids.ts";'],
  ["2 the model", "wasm-models/runtime/session.ts", '/** x */\nimport { Services } from "../../worker/services.ts";'],
  ["2 the model", "worker/http/app.ts", '/** x */\nconst m = await import("../../wasm-models/runtime/session.ts");'],
  ["3 durable objects", "durable-objects/agent-desk/feed.ts", '/** x */\nimport { Queue } from "../agent-queue/queue.ts";'],
  ["4 only worker/index", "worker/pipeline/think.ts", '/** x */\nimport { Queue } from "../../durable-objects/agent-queue/queue.ts";'],
  ["5 doors", "worker/intent/slots.ts", '/** x */\nimport { search } from "../knowledge/search.ts";'],
  ["5 doors", "worker/resilience/replay.ts", '/** x */\nexport { think } from "../pipeline/think.ts";'],
  ["5 doors", "worker/pipeline/think.ts", '/** x */\nimport { app } from "../http/app.ts";'],
  ["5 doors", "worker/knowledge/search.ts", '/** x */\nimport type { Services } from "../services.ts";'],
  ["6 a channel", "worker/channels/qq/parse.ts", '/** x */\nimport { x } from "../weibo/parse.ts";'],
  ["6 a channel", "worker/channels/qq/render.ts", '/** x */\nimport type { Env } from "../../env.ts";'],
  ["7 only channels/call", "worker/pipeline/deliver.ts", "/** x */\nawait fetch(address);"],
  ["8 env", "worker/http/app.ts", "/** x */\nconst db = c.env.DB;"],
  ["9 in durable-objects", "durable-objects/agent-queue/queue.ts", '/** x */\nimport { DurableObject } from "cloudflare:workers";'],
  ["10 objects", "durable-objects/agent-queue/queue.ts", '/** x */\nimport { engine } from "../../worker/engine.ts";'],
  ["a channel takes time", "worker/channels/qq/parse.ts", "/** x */\nconst now = Date.now();"],
  ["a file has at most", "worker/http/app.ts", `/** x */\n${"x;\n".repeat(251)}`],
  ["a file starts", "worker/http/app.ts", 'import { x } from "./x.ts";\n'],
  ["nothing is called", "worker/text/utils.ts", "/** x */"],
];

describe("the house's rules", () => {
  it.each(PLANTED)("notice a planted violation of: %s (%s)", (rule, path, text) => {
    expect(violationsOf({ path, text }).map((violation) => violation.rule)).toContainEqual(expect.stringContaining(rule));
  });

  it("hold in every source file", () => {
    expect(sources.length).toBeGreaterThan(200);
    expect(sources.flatMap(violationsOf).map(({ rule, path, what }) => `${path}: ${what} (${rule})`)).toEqual([]);
  });

  it("give every channel the same four files", () => {
    const kinds = readdirSync(join(ROOT, "worker/channels"), { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== "rules");
    const shapes = kinds.map(({ name }) => [name, readdirSync(join(ROOT, "worker/channels", name)).sort()]);
    expect(kinds.length).toBeGreaterThanOrEqual(8);
    expect(shapes.filter(([, files]) => JSON.stringify(files) !== JSON.stringify(CHANNEL_FILES))).toEqual([]);
  });

  it("leave no test skipped or alone without a reason", () => {
    const odd = sources.filter(({ path, text }) => path.endsWith(".test.ts") && /\b(it|describe|test)\.(only|skip)\(/.test(text));
    expect(odd.map(({ path }) => path)).toEqual([]);
  });
});
