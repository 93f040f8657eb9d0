/** An agent with a socket who holds conversations, for benches: what arrives is timed. */
import { openTab, type Tab } from "../test/support/agent-socket.ts";
import type { BenchEngine } from "./engines.ts";

export interface AgentAtWork {
  tab: Tab;
  call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
}

export async function agentAtWork(engine: BenchEngine, capacity: number): Promise<AgentAtWork> {
  const demo = await engine.process.demo();
  const call = async (method: string, path: string, body?: unknown, token = engine.key): Promise<Record<string, unknown>> => {
    const headers = { "content-type": "application/json", ...(token === "" ? {} : { authorization: `Bearer ${token}` }) };
    const answer = await fetch(engine.url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>);
  };
  const [login] = demo.agents;
  const signedIn = (await call("POST", "/v1/sign-in", login, "")) as { token: string; agent: { id: string } };
  await call("PATCH", `/v1/agents/${signedIn.agent.id}`, { capacity });
  const tab = await openTab(engine.url, "/v1/agent/socket?since=0", signedIn.token);
  await tab.frame((frame) => frame.t === "welcome", "the agent is greeted");
  return { tab, call };
}

interface Event {
  t: string;
  event?: { type: string; conversation?: { id?: string; conversationId?: string } };
}

/** Takes the conversation: offered, accepted, assigned. */
export async function take({ tab }: AgentAtWork, conversationId: string): Promise<void> {
  await tab.frame((frame) => (frame as unknown as Event).event?.conversation?.conversationId === conversationId, "offered");
  tab.send({ t: "accept", cid: `accept-${conversationId}`, conversationId });
  await tab.frame(
    (frame) => (frame as unknown as Event).event?.type === "assigned" && (frame as unknown as Event).event?.conversation?.id === conversationId,
    "assigned",
  );
}

/** Calls `seen` for each customer's turn on the agent's socket, in the moment it comes. */
export function onTurns({ tab }: AgentAtWork, seen: (text: string, at: number) => void): void {
  const { frames } = tab;
  const push = frames.push.bind(frames);
  frames.push = (...added) => {
    for (const frame of added) {
      const { event } = frame as { event?: { type: string; turn?: { parts: { text?: string }[] } } };
      if (event?.type === "turn") seen(event.turn?.parts[0]?.text ?? "", performance.now());
    }
    // What was timed is not kept: the list would only grow.
    return frames.length > 5_000 ? frames.length : push(...added);
  };
}
