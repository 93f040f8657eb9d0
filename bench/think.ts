/**
 * From a customer's message to suggestions on the agent's socket, one message after the other: measured from when it was sent and from
 * when it was recorded (the answer to its sender). New words are read by the model; words said before in the same place are remembered.
 */
import { type AgentAtWork, agentAtWork, take } from "./agent-at-work.ts";
import { type BenchEngine, startOurs } from "./engines.ts";
import { type Figure, percentile } from "./figures.ts";
import { processorMs } from "./processor.ts";
import { suggestionTimes } from "./suggestion-times.ts";

const MESSAGES = 100;
const WARM_UP = 20;
/** A message whose suggestions are not there by then counts as one without; it is told beside the percentiles. ms */
const PATIENCE_MS = 5_000;
/** More than 100 messages a second are a flood, in which recording goes first and thinking waits for seconds (worker/pipeline/busy.ts): not what is measured here. ms */
const PAUSE_MS = 30;
const QUESTIONS = [
  "怎么退货",
  "快递什么时候到",
  "发票怎么开",
  "能不能改地址",
  "how do I return this",
  "我要退货但是快递单号找不到了",
  "会员怎么升级",
  "保修多久",
];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Timed {
  recorded: number[];
  suggested: number[];
  afterRecorded: number[];
  /** Suggestions that did not come in time. */
  without: number;
  /** The engine's, a message. */
  processor: number;
}

async function timed(engine: BenchEngine, agent: AgentAtWork, times: Map<string, number>, words: (n: number) => string): Promise<Timed> {
  const found: Timed = { recorded: [], suggested: [], afterRecorded: [], without: 0, processor: 0 };
  let before = 0;
  for (let n = 0; n < MESSAGES + WARM_UP; n++) {
    if (n === WARM_UP) before = processorMs(engine.process.pid ?? 0);
    const from = performance.now();
    const sent = await agent.call("POST", "/v1/message", { from: { id: "t-0" }, text: words(n) });
    const answered = performance.now();
    const turnId = String(sent.messageId);
    while (!times.has(turnId) && performance.now() - from < PATIENCE_MS) await pause(1);
    const at = times.get(turnId);
    await pause(PAUSE_MS);
    if (n < WARM_UP) continue;
    found.recorded.push(answered - from);
    if (at === undefined) found.without += 1;
    found.suggested.push((at ?? from + PATIENCE_MS) - from);
    found.afterRecorded.push(Math.max(0, (at ?? from + PATIENCE_MS) - answered));
  }
  found.processor = (processorMs(engine.process.pid ?? 0) - before) / MESSAGES;
  return found;
}

function figuresOf(kind: string, { recorded, suggested, afterRecorded, without, processor }: Timed): Figure[] {
  const figure = (subject: string, value: number, unit = "ms"): Figure => ({ bench: "think", subject: `${kind}: ${subject}`, unit, values: [value] });
  return [
    figure("message recorded p50", percentile(recorded, 0.5)),
    figure("message recorded p99", percentile(recorded, 0.99)),
    figure("sent to suggestions on the agent's socket p50", percentile(suggested, 0.5)),
    figure("sent to suggestions on the agent's socket p99", percentile(suggested, 0.99)),
    figure("recorded to suggestions p50", percentile(afterRecorded, 0.5)),
    figure("recorded to suggestions p99", percentile(afterRecorded, 0.99)),
    figure(`no suggestions within ${PATIENCE_MS} ms`, without, `of ${MESSAGES}`),
    figure("the engine's processor time a message", processor),
  ];
}

export async function think(): Promise<Figure[]> {
  const engine = await startOurs("tmpfs");
  try {
    const agent = await agentAtWork(engine, 10);
    const first = await agent.call("POST", "/v1/message", { from: { id: "t-0" }, text: "转人工" });
    await take(agent, String(first.conversationId));
    const times = suggestionTimes(agent);
    const question = (n: number): string => QUESTIONS[n % QUESTIONS.length] ?? "";
    const fresh = await timed(engine, agent, times, (n) => `${question(n)} ${n}`);
    const again = await timed(engine, agent, times, question);
    return [...figuresOf("new words", fresh), ...figuresOf("words said before", again)];
  } finally {
    await engine.end();
  }
}
