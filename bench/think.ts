/** From a customer's message to understanding and suggestions on the agent's socket, one message after the other. */
import { agentAtWork, take } from "./agent-at-work.ts";
import { startOurs } from "./engines.ts";
import { type Figure, percentile } from "./figures.ts";

const MESSAGES = 200;
const WARM_UP = 20;
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

export async function think(): Promise<Figure[]> {
  const engine = await startOurs("tmpfs");
  try {
    const agent = await agentAtWork(engine, 10);
    const first = await agent.call("POST", "/v1/message", { from: { id: "t-0" }, text: "转人工" });
    const conversationId = String(first.conversationId);
    await take(agent, conversationId);
    const recorded: number[] = [];
    const suggested: number[] = [];
    for (let n = 0; n < MESSAGES + WARM_UP; n++) {
      const text = `${QUESTIONS[n % QUESTIONS.length]}${n >= MESSAGES / 2 + WARM_UP ? "" : ` ${n}`}`;
      agent.tab.frames.length = 0;
      const from = performance.now();
      const sent = await agent.call("POST", "/v1/message", { from: { id: "t-0" }, text });
      const answered = performance.now();
      const turnId = String(sent.messageId);
      while (!agent.tab.frames.some((frame) => JSON.stringify(frame).includes('"suggestions"') && JSON.stringify(frame).includes(turnId))) {
        if (performance.now() - from > 5_000) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (n < WARM_UP) continue;
      recorded.push(answered - from);
      suggested.push(performance.now() - from);
    }
    const figure = (subject: string, value: number): Figure => ({ bench: "think", subject, unit: "ms", values: [value] });
    return [
      figure("message recorded p50", percentile(recorded, 0.5)),
      figure("message recorded p99", percentile(recorded, 0.99)),
      figure("suggestions on the agent's socket p50", percentile(suggested, 0.5)),
      figure("suggestions on the agent's socket p99", percentile(suggested, 0.99)),
    ];
  } finally {
    await engine.end();
  }
}
