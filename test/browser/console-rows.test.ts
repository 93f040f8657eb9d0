/** Rows of the lists say what is promised, and short messages cover nothing that is used. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTab } from "../support/agent-socket.ts";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { endBoth, launch, noChromium } from "./support/browser.ts";
import { openConsole, signIn } from "./support/desk.ts";

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
const meet = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;

/** Everything that can be pressed or typed into, with its name, where it is on the screen. */
const usedOn = async (page: Page): Promise<{ name: string; box: Box }[]> =>
  (await page.evaluate(`[...document.querySelectorAll(":is(a[href], button, textarea, input, select):not(.toast *)")].flatMap((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const isShown = width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true }) && y < innerHeight;
    return isShown ? [{ name: element.getAttribute("aria-label") ?? element.textContent.slice(0, 40), box: { x, y, width, height } }] : [];
  })`)) as { name: string; box: Box }[];

describe.skipIf(noChromium)("rows and short messages of the console", () => {
  let engine: RunningEngine;
  let browser: Browser;
  let mine: string;

  const tokenOf = async (index: number): Promise<{ id: string; token: string }> => {
    const { body } = await engine.call("POST", "/v1/sign-in", engine.demo.agents[index], { token: null });
    return { id: (body.agent as { id: string }).id, token: String(body.token) };
  };
  const held = async (name: string, text: string, agentId: string): Promise<string> => {
    const id = String((await engine.call("POST", "/v1/message", { from: { id: name, name }, text })).body.conversationId);
    await eventually(async () => (await engine.call("POST", `/v1/conversations/${id}/assign`, { agentId })).status === 200, `${name} is with the agent`);
    return id;
  };

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
  });
  afterAll(() => endBoth(browser, engine));

  it("show who was asked for help and who waits to be called, from the list alone", async () => {
    const [me, colleague] = [await tokenOf(0), await tokenOf(1)];
    mine = await held("王芳", "包裹三天没动静了", me.id);
    const consult = { to: { kind: "agent", agentId: colleague.id }, note: "帮忙看看" };
    expect((await engine.call("POST", `/v1/conversations/${mine}/consult`, consult, { token: me.token })).status).toBe(200);
    const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null });
    const token = String(issued.body.token);
    const visitor = await openTab(engine.url, "/v1/visitor/socket?since=0", token);
    visitor.send({ t: "send", cid: "h-1", parts: [{ type: "text", text: "转人工，想退货" }] });
    const { conversationId } = await visitor.frame(({ t }) => t === "ack", "the words are kept");
    const wish = { conversationId, wish: "callback", contact: { phone: "138 0013 8000" } };
    await eventually(async () => (await engine.call("POST", "/v1/visitor/queue", wish, { token })).status === 200, "they wait to be called");
    visitor.close();
    await eventually(async () => {
      const { body } = await engine.call("GET", "/v1/conversations?limit=20");
      const listed = body.conversations as { id: string; consult?: object; callBack?: object }[];
      return listed.some(({ callBack }) => callBack) && listed.some(({ consult: asked }) => asked);
    }, "the lists know of both");
    const desk = await openConsole(engine, browser);
    await signIn(desk, engine.demo.supervisor);
    await desk.page.goto(`${engine.url}/console/#/inbox/all`);
    const row = (words: string) => desk.page.locator(".conversation-row", { hasText: words });
    await row("包裹三天").getByText("已请 Ana Silva 协助").waitFor({ state: "attached" });
    await row("想退货").getByText("希望回电：138 0013 8000").waitFor({ state: "attached" });
    expect(desk.complaints).toEqual([]);
    await desk.context.close();
  });

  it.each([
    ["a desk", { width: 1440, height: 900 }],
    ["a small window", { width: 1000, height: 768 }],
    ["a phone", { width: 390, height: 844 }],
  ])("cover nothing that is used on %s", async (_name, viewport) => {
    const [me, colleague] = [await tokenOf(0), await tokenOf(1)];
    const desk = await openConsole(engine, browser, { viewport });
    await signIn(desk, engine.demo.agents[0] ?? engine.demo.supervisor);
    const { page } = desk;
    const theirs = await held(`李雷 ${viewport.width}`, "退款多久到账？", colleague.id);
    for (const path of ["/inbox/mine", `/inbox/mine/${mine}`]) {
      await page.goto(`${engine.url}/console/#${path}`);
      await page
        .locator(path === "/inbox/mine" ? ".conversation-row" : ".turn")
        .first()
        .waitFor();
      await engine.call("POST", `/v1/conversations/${theirs}/notes`, { text: "看一下", mentions: [me.id] }, { token: colleague.token });
      const toast = page.locator(".toast").first();
      await toast.waitFor();
      const box = await toast.boundingBox();
      if (!box) throw new Error("the message has a place");
      expect(box.x >= 0 && box.x + box.width <= viewport.width && box.y >= 0 && box.y + box.height <= viewport.height, path).toBe(true);
      expect((await usedOn(page)).filter((used) => meet(used.box, box)).map(({ name }) => name)).toEqual([]);
      await toast.locator("button").last().click();
      await toast.waitFor({ state: "detached" });
    }
    expect(desk.complaints).toEqual([]);
    await desk.context.close();
  });
});
