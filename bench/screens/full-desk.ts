/** An agent's console with many open conversations, in a real browser at the real engine. */
import type { Browser, Page } from "playwright-core";
import { type Desk, openConsole, signIn } from "../../test/browser/support/desk.ts";
import { eventually, type RunningEngine } from "../../test/support/engine.ts";

const AT_ONCE = 20;

export interface FullDesk extends Desk {
  /** Conversations of this agent, in the order they began. */
  conversations: string[];
}

export interface Customers {
  /** A message of the customer with this number; → the conversation. */
  say(customer: number, text: string): Promise<string>;
}

export function customersOf(engine: RunningEngine): Customers {
  let count = 0;
  return {
    async say(customer, text) {
      count += 1;
      const body = { from: { id: `bench-${customer}`, name: `客户 ${customer}` }, text, externalId: `bench-${count}` };
      const { status, body: said } = await engine.call("POST", "/v1/message", body);
      if (status !== 202) throw new Error(`not taken: ${status} ${JSON.stringify(said)}`);
      return String(said.conversationId);
    },
  };
}

/** Runs the work on 0…count-1, some at a time. */
export async function inTurns(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const hand = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
}

/** Signs an agent in and gives them `count` conversations. */
export async function fullDesk(engine: RunningEngine, browser: Browser, customers: Customers, count: number): Promise<FullDesk> {
  const [login] = engine.demo.agents;
  if (!login) throw new Error("the demo has an agent");
  const signedIn = await engine.call("POST", "/v1/sign-in", login, { token: null });
  const { id: agentId } = signedIn.body.agent as { id: string };
  const conversations: string[] = Array.from({ length: count }, () => "");
  await inTurns(count, async (index) => {
    const id = await customers.say(index, `我要退货，第 ${index} 位`);
    conversations[index] = id;
    await eventually(
      async () => (await engine.call("POST", `/v1/conversations/${id}/assign`, { agentId })).status === 200,
      "the conversation is given to the agent",
      30_000,
    );
  });
  const desk = await openConsole(engine, browser, { viewport: { width: 1440, height: 900 } });
  await signIn(desk, login);
  await eventually(async () => (await shownInTab(desk.page)) >= count, `${count} conversations are in the list`, 90_000);
  return { ...desk, conversations };
}

/** The number beside the tab of one's own conversations. */
const shownInTab = async (page: Page): Promise<number> => Number((await page.locator(".inbox-tab.active .muted").first().textContent())?.trim() ?? 0);
