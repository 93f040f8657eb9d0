/**
 * How long understanding takes in workerd, in ms: `node scripts/understanding-latency.ts [--models DIR] [--rounds N]`. Timed from outside over
 * many messages a request, because clocks stand still during work inside; the cost of the request itself is taken off. On Linux the
 * processor's time is said as well: it does not grow when the machine is busy with something else.
 */
import { parseArgs } from "node:util";
import { type Line, startClassifier } from "./classify/classifier.ts";
import { ownWorkerd } from "./classify/workerd-process.ts";

const TIMES = 20;
const WARM_UP = 5;
/** Messages over which the processor's time is taken. */
const MANY = 200;

const { values } = parseArgs({ options: { models: { type: "string" }, rounds: { type: "string", default: "40" } } });
const rounds = Number(values.rounds);

const SAMPLES: Record<string, Line> = {
  "short (about 16 pieces)": { text: "请问我的快递怎么还没有到啊", context: [] },
  "long (about 32 pieces)": { text: "上周五买的那台空气炸锅收到以后一直插不上电是不是质量有问题", context: [] },
  "compound, two clauses": { text: "我要退货但是快递单号找不到了，运费谁出", context: [] },
  "English, 16 words": { text: "I ordered two shirts last week and one of them arrived with a hole in it", context: [] },
  "with two earlier turns": {
    text: "好的",
    context: [
      { from: "customer", text: "我的衣服收到是破的" },
      { from: "agent", text: "非常抱歉，给您换一件新的可以吗" },
    ],
  },
};

const classifier = await startClassifier(values.models);
const started = performance.now();
const first = await classifier.ask([{ text: "在吗", context: [] }]);
console.log(`cold start with the first message: ${Math.round(performance.now() - started)} ms, ${JSON.stringify(first.state)}`);

async function timed(line: Line, times: number): Promise<number> {
  const from = performance.now();
  await classifier.ask([line], { times });
  return performance.now() - from;
}

const at = (sorted: readonly number[], share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);

try {
  for (const [name, line] of Object.entries(SAMPLES)) {
    for (let round = 0; round < WARM_UP; round++) await timed(line, TIMES);
    const each: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const [once, many] = [await timed(line, 1), await timed(line, TIMES + 1)];
      each.push((many - once) / TIMES);
    }
    each.sort((a, b) => a - b);
    const from = ownWorkerd();
    await timed(line, MANY);
    const till = ownWorkerd();
    const processor = from === null || till === null ? "" : `, processor ${((till.processorMs - from.processorMs) / MANY).toFixed(2)} ms`;
    console.log(`${name.padEnd(26)} least ${at(each, 0)}  median ${at(each, 0.5)}  p99 ${at(each, 0.99)} ms a message${processor}`);
  }
} finally {
  await classifier.stop();
}
