import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Classifier, startClassifier } from "../../../scripts/classify/classifier.ts";
import { MODEL_FILES } from "../../../wasm-models/runtime/manifest.ts";

const SHIPPED = join(import.meta.dirname, "../../../wasm-models/shipped");
const LINE = { text: "发票抬头开错了", context: [] };

let classifier: Classifier;
let manifest: { version: string; files: Record<string, { bytes: number; sha256: string }> };
beforeAll(async () => {
  classifier = await startClassifier();
  manifest = JSON.parse(await readFile(join(SHIPPED, "manifest.json"), "utf8"));
});
afterAll(() => classifier.stop());

const shipped = async (file: string): Promise<Uint8Array> => new Uint8Array(await readFile(join(SHIPPED, file)));
const putManifest = (change: object): Promise<void> => classifier.put("manifest.json", new TextEncoder().encode(JSON.stringify({ ...manifest, ...change })));

/** Which model answers after it was looked for, and what it names. */
async function answering(): Promise<{ version: string; name: string | undefined; degraded: boolean | undefined }> {
  const { understood, state } = await classifier.ask([LINE], { refresh: true });
  const [one] = understood;
  return { version: state.state === "ready" ? state.version : state.state, name: one?.intents[0]?.name, degraded: one?.degraded };
}
const answersAs = (version: string): object => ({ version, name: "invoice", degraded: false });

test("a model put into the bucket goes live without a deployment, while messages are answered", async () => {
  expect(await answering()).toEqual(answersAs(manifest.version));
  for (const file of MODEL_FILES) await classifier.put(file, await shipped(file));
  await putManifest({ version: "from-bucket-1" });
  const meanwhile = Array.from({ length: 12 }, () => classifier.ask([LINE]));
  expect(await answering()).toEqual(answersAs("from-bucket-1"));
  for (const { understood } of await Promise.all(meanwhile)) expect(understood[0]).toMatchObject({ degraded: false, intents: [{ name: "invoice" }] });
});

test("what fails on the way leaves the live model in place", async () => {
  const { version } = await answering();
  const encoder = await shipped("encoder.onnx");
  const stays = async (): Promise<void> => expect(await answering()).toEqual(answersAs(version));

  await putManifest({ version: "other-layout", format: 99 });
  await stays();
  await classifier.put("manifest.json", new TextEncoder().encode("{ not json"));
  await stays();
  await classifier.put("encoder.onnx", encoder.slice(0, 1_000));
  await putManifest({ version: "cut-short" });
  await stays();
  // The manifest tells the truth about bytes that are no model.
  const noise = new TextEncoder().encode("no model at all");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", noise));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  await classifier.put("encoder.onnx", noise);
  await putManifest({ version: "no-model", files: { ...manifest.files, "encoder.onnx": { bytes: noise.length, sha256 } } });
  await stays();

  await classifier.put("encoder.onnx", encoder);
  await putManifest({ version: "from-bucket-2" });
  expect(await answering()).toEqual(answersAs("from-bucket-2"));
});
