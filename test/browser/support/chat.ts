/** What a customer sees and does in the widget on a page. */

import type { Frame, FrameLocator, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { openTab, type Tab } from "../../support/agent-socket.ts";
import { eventually, type RunningEngine } from "../../support/engine.ts";

export interface Chat {
  launcher: Locator;
  frame: FrameLocator;
  composer: Locator;
  open(): Promise<void>;
  say(text: string): Promise<void>;
  /** The words of all bubbles, oldest first. */
  words(): Promise<string[]>;
  shows(text: string): Promise<void>;
  /** The frame itself, to ask what the page's script would see. */
  document(): Promise<Frame>;
}

export function chatOn(page: Page): Chat {
  const launcher = page.locator("kefu-widget button.launcher");
  const frame = page.frameLocator("kefu-widget iframe");
  const composer = frame.locator(".composer textarea");
  return {
    launcher,
    frame,
    composer,
    async open() {
      await launcher.click();
      await composer.waitFor();
    },
    async say(text) {
      await composer.fill(text);
      await composer.press("Enter");
    },
    words: () => frame.locator(".bubble").allInnerTexts(),
    shows: (text) => frame.locator(".bubble", { hasText: text }).first().waitFor(),
    async document() {
      const element = await page.locator("kefu-widget iframe").elementHandle();
      const found = await element?.contentFrame();
      if (!found) throw new Error("the chat's frame is not there");
      return found;
    },
  };
}

interface Listed {
  id: string;
  preview: string;
}

/** The newest conversation whose last words are these. */
export const conversationWith = (engine: RunningEngine, words: string): Promise<Listed> =>
  eventually(async () => {
    const { body } = await engine.call("GET", "/v1/conversations?channel=web&limit=100");
    return (body.conversations as Listed[]).find((listed) => listed.preview.includes(words));
  }, `a conversation that says ${words}`);

export async function answer(engine: RunningEngine, conversationId: string, body: unknown): Promise<void> {
  const { status, body: said } = await engine.call("POST", `/v1/conversations/${conversationId}/replies`, body);
  expect(status, JSON.stringify(said)).toBe(202);
}

interface TurnsPage {
  turns: { kind: string; parts: { text?: string }[] }[];
  nextBefore: number | null;
}

/** The customer's own words as the server keeps them, oldest first. */
export async function keptWords(engine: RunningEngine, conversationId: string): Promise<string[]> {
  const words: string[] = [];
  for (let before: number | null | undefined; before !== null; ) {
    const { body } = await engine.call("GET", `/v1/conversations/${conversationId}${before === undefined ? "" : `?before=${before}`}`);
    const { turns, nextBefore } = body as unknown as TurnsPage;
    words.unshift(...turns.filter((turn) => turn.kind === "message").map((turn) => turn.parts.map((part) => part.text ?? "").join("")));
    before = nextBefore;
  }
  return words;
}

/** An agent who has signed in and listens. */
export async function agentTab(engine: RunningEngine): Promise<Tab> {
  const { body } = await engine.call("POST", "/v1/sign-in", engine.demo.agents[0], { token: null });
  const tab = await openTab(engine.url, "/v1/agent/socket?since=0", String(body.token));
  await tab.frame((frame) => frame.t === "welcome", "the agent is greeted");
  return tab;
}

/** Waits for the offer of a conversation and takes it. */
export async function accept(tab: Tab, conversationId: string): Promise<void> {
  interface Event {
    event?: { type: string; conversation?: { id?: string; conversationId?: string } };
  }
  const about = (type: string) => (frame: Record<string, unknown>) => {
    const { event } = frame as Event;
    return event?.type === type && (event.conversation?.conversationId ?? event.conversation?.id) === conversationId;
  };
  await tab.frame(about("offered"), "the conversation is offered");
  tab.send({ t: "accept", cid: `accept-${conversationId}`, conversationId });
  await tab.frame(about("assigned"), "the conversation is assigned");
}
