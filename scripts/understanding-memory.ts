/**
 * What the model costs an isolate in memory: `node scripts/understanding-memory.ts`. V8's heap and array buffers after a collection, the
 * WebAssembly memory of the runtime, and on Linux what the whole process holds (with V8's compiled code), first by rules alone, then with
 * the model, then after changes of the model, which must not add up.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { MODEL_FILES } from "../wasm-models/runtime/manifest.ts";
import { type Classifier, type Line, startClassifier } from "./classify/classifier.ts";
import { ownWorkerd } from "./classify/workerd-process.ts";
import { ROOT } from "./root.ts";

const SHIPPED = join(ROOT, "wasm-models/shipped");
const ROUNDS = 10;
const CHANGES = 3;
const MB = 1e6;
const WORDS = ["请问我的快递怎么还没有到啊", "我要退货但是快递单号找不到了，运费谁出", "I ordered two shirts and one of them has a hole"];
/** The longest input there is: 96 pieces and three earlier turns. */
const LONG: Line = { text: "退货快递".repeat(40), context: WORDS.map((text) => ({ from: "customer", text })) };
const LINES: Line[] = [...WORDS.map((text) => ({ text, context: [] })), LONG];

interface Heap {
  usedSize: number;
  backingStorageSize: number;
}

const METHODS = ["Runtime.enable", "HeapProfiler.enable", "HeapProfiler.collectGarbage", "Runtime.getHeapUsage"];

/** What V8 says of the worker's isolate once garbage is collected. */
async function heapOf(url: URL): Promise<Heap> {
  const socket = new WebSocket(url.href);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  // Sent together: workerd reads them in one go, while it may sleep between two.
  const heap = await new Promise<Heap>((resolve) => {
    socket.addEventListener("message", ({ data }) => {
      const answer = JSON.parse(String(data)) as { id?: number; result?: unknown };
      if (answer.id === METHODS.length) resolve(answer.result as Heap);
    });
    for (const [at, method] of METHODS.entries()) socket.send(JSON.stringify({ id: at + 1, method }));
  });
  socket.close();
  return heap;
}

async function measured(name: string, classifier: Classifier, rulesOnly: boolean): Promise<void> {
  let runtimeBytes = 0;
  for (let round = 0; round < ROUNDS; round++) ({ runtimeBytes } = await classifier.ask(LINES, { rulesOnly }));
  const { usedSize, backingStorageSize } = await heapOf(await classifier.inspector());
  const all = (usedSize + backingStorageSize + runtimeBytes) / MB;
  const parts = `heap ${(usedSize / MB).toFixed(1)}, buffers ${(backingStorageSize / MB).toFixed(1)}, WebAssembly ${(runtimeBytes / MB).toFixed(1)}`;
  console.log(`${name.padEnd(26)} isolate ${all.toFixed(1)} MB (${parts}); whole process ${ownWorkerd()?.residentMb.toFixed(0) ?? "?"} MB`);
}

async function change(classifier: Classifier, version: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(SHIPPED, "manifest.json"), "utf8")) as { version: string };
  for (const file of MODEL_FILES) await classifier.put(file, new Uint8Array(await readFile(join(SHIPPED, file))));
  await classifier.put("manifest.json", new TextEncoder().encode(JSON.stringify({ ...manifest, version })));
  await classifier.ask([], { refresh: true });
}

const classifier = await startClassifier();
try {
  await measured("rules alone", classifier, true);
  await measured("with the model", classifier, false);
  for (let number = 1; number <= CHANGES; number++) {
    await change(classifier, `measured-${number}`);
    await measured(`after ${number} changes`, classifier, false);
  }
} finally {
  await classifier.stop();
}
