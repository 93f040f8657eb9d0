import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Understanding } from "../../../protocol/understanding.ts";
import { MODEL_FILES } from "../../../wasm-models/runtime/manifest.ts";
import { eventually, type RunningEngine, runEngine } from "../../support/engine.ts";

const SHIPPED = join(import.meta.dirname, "../../../wasm-models/shipped");

interface Side {
  deep: number;
  wide: number;
}
interface Manifest {
  version: string;
  combination: { sides: Record<string, Side> };
}

let engine: RunningEngine;
let shipped: Manifest;
beforeAll(async () => {
  engine = await runEngine();
  shipped = JSON.parse(await readFile(join(SHIPPED, "manifest.json"), "utf8")) as Manifest;
  await eventually(async () => !(await understood("你好")).degraded, "the model is live");
}, 120_000);
afterAll(async () => {
  await engine?.stop();
  await engine?.remove();
});

async function understood(text: string): Promise<Understanding> {
  const { body } = await engine.call("POST", "/v1/understand", { text });
  return body as unknown as Understanding;
}

async function sendFile(name: string, file: string, content: Uint8Array): Promise<number> {
  const answer = await fetch(`${engine.url}/v1/models/${name}/${file}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${engine.demo.apiKey}` },
    body: new Uint8Array(content),
  });
  return answer.status;
}

async function upload(name: string, manifest: Manifest): Promise<void> {
  expect((await engine.call("PUT", `/v1/models/${name}`, manifest)).status).toBe(201);
  for (const file of MODEL_FILES) expect(await sendFile(name, file, await readFile(join(SHIPPED, file)))).toBe(204);
}

/** Names the least likely intent first. */
function upsideDown(): Manifest {
  const sides = Object.fromEntries(Object.entries(shipped.combination.sides).map(([name, side]) => [name, { ...side, deep: -side.deep, wide: -side.wide }]));
  return { ...shipped, version: "upside-down", combination: { ...shipped.combination, sides } };
}

test("an own model is measured on held-back corrections, put live, refused when worse, and rolled back", async () => {
  await upload("second", { ...shipped, version: "second-1" });
  const early = await engine.call("POST", "/v1/models/second/live", {});
  expect(early.body).toMatchObject({ code: "refused", held: 0 });

  const wants = ["发票抬头开错了", "我要转人工", "怎么还不发货", "where is my refund", "i want to return it"];
  const names = ["invoice", "human_handoff", "urge_shipment", "refund_status", "return_goods"];
  let held = 0;
  for (let n = 0; held < 20; n++) {
    const made = await engine.call("POST", "/v1/intents/corrections", { text: `${wants[n % 5]} ${"，谢谢".repeat(n % 3)}${n}`, intents: [names[n % 5]] });
    expect(made.status).toBe(201);
    if (made.body.held === true) held += 1;
  }
  const live = await engine.call("POST", "/v1/models/second/live", {});
  expect(live.body).toMatchObject({ live: "second", previous: null });
  await eventually(async () => (await understood("我要退货")).model.version === "second-1", "the own model answers", 20_000);

  await upload("worse", upsideDown());
  const refused = await engine.call("POST", "/v1/models/worse/live", {});
  expect(refused.body).toMatchObject({ code: "refused", candidate: { top1: 0 } });
  expect((await understood("我要退货")).model.version).toBe("second-1");
  expect((await engine.call("DELETE", "/v1/models/second")).body.code).toBe("conflict");

  expect((await engine.call("POST", "/v1/models/rollback")).body).toMatchObject({ live: null, previous: "second" });
  await eventually(async () => (await understood("我要退货")).model.version === shipped.version, "the common model answers again", 20_000);
  expect((await engine.call("DELETE", "/v1/models/worse")).status).toBe(204);
  const list = await engine.call("GET", "/v1/models");
  expect((list.body.models as { name: string }[]).map((model) => model.name)).toEqual(["second"]);
}, 120_000);

test("a file that is not what the manifest says, a model of unknown labels and a missing model are refused", async () => {
  await engine.call("PUT", "/v1/models/third", { ...shipped, version: "third-1" });
  expect(await sendFile("third", "heads.bin", new TextEncoder().encode("not these bytes"))).toBe(400);
  expect(await sendFile("third", "other.bin", new Uint8Array(1))).toBe(404);
  expect((await engine.call("POST", "/v1/models/third/live", { unmeasured: true })).body.code).toBe("refused");
  expect((await engine.call("PUT", "/v1/models/third", { ...shipped, labels: ["a", "b"] })).body.code).toBe("invalid");
  expect((await engine.call("POST", "/v1/models/nobody/live", {})).body.code).toBe("not_found");
  expect((await engine.call("POST", "/v1/intents/corrections", { text: "x", intents: ["no_such"] })).body.code).toBe("invalid");
});

test("corrections come out as training rows without numbers of customers", async () => {
  await engine.call("POST", "/v1/intents/corrections", { text: "打我电话13812345678 我要转人工", intents: ["human_handoff"] });
  const parts = await Promise.all(["train", "held"].map((part) => fetchText(`/v1/intents/training-set?part=${part}`)));
  const all = parts.join("");
  expect(all).toContain("打我电话[phone] 我要转人工");
  expect(all).not.toContain("13812345678");
  for (const line of all.trim().split("\n")) expect(JSON.parse(line)).toMatchObject({ text: expect.any(String), intents: [expect.any(String)] });
});

async function fetchText(path: string): Promise<string> {
  const answer = await fetch(engine.url + path, { headers: { authorization: `Bearer ${engine.demo.apiKey}` } });
  expect(answer.status).toBe(200);
  return answer.text();
}
