/**
 * Every screen of the console in two languages, light and dark, at three widths: axe finds nothing serious, nothing overflows, the browser
 * complains of nothing. With SCREENS=1 the pictures in docs/screens are made anew instead, to be looked at.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { ring } from "../support/fake-platforms/fake-platform.ts";
import { startWechatOa } from "../support/fake-platforms/wechat_oa.ts";
import { walkDialogs } from "./support/admin-walk.ts";
import { seriousFindings } from "./support/axe.ts";
import { launch, newPerson, noChromium, type Visit } from "./support/browser.ts";
import { refuseSuggestion, setUp } from "./support/set-up.ts";

const FOLDER = join(import.meta.dirname, "../../docs/screens");
const PICTURES = process.env.SCREENS === "1";
const LONG_NAME = "Αλέξανδρος Παπαδόπουλος-Κωνσταντινίδης";
const LONG_TEXT = "我的订单 202633450017 到现在还没有收到，物流三天没有更新了，请尽快帮我查一下是怎么回事。".repeat(110);

const WIDTHS = {
  desk: { viewport: { width: 1440, height: 900 } },
  small: { viewport: { width: 1100, height: 760 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const satisfies Record<string, BrowserContextOptions>;
type Width = keyof typeof WIDTHS;

interface Look {
  language: "zh-CN" | "en";
  theme: "light" | "dark";
}
const EVERY_LOOK: readonly Look[] = [
  { language: "zh-CN", theme: "light" },
  { language: "en", theme: "dark" },
  { language: "en", theme: "light" },
  { language: "zh-CN", theme: "dark" },
];
/** Without pictures two looks show every word and every colour once. */
const LOOKS = PICTURES ? EVERY_LOOK : EVERY_LOOK.slice(0, 2);

const AGENT_WIDTHS: readonly Width[] = PICTURES ? ["desk", "small", "phone"] : ["desk", "phone"];

/** What the server says while sessions and orders are out of reach. */
const ILL = {
  status: "degraded",
  components: { session: { state: "degraded", since: 1, detail: "" }, orders: { state: "down", since: 1, detail: "" } },
  kept: 14,
};

type Person = "agent" | "admin";

/** A walk through many screens with axe on each; a busy machine takes its time. */
const WALK_MS = 180_000;

describe.skipIf(noChromium)("the console's screens", { timeout: WALK_MS }, () => {
  let engine: RunningEngine;
  let browser: Browser;
  let platform: Awaited<ReturnType<typeof startWechatOa>>;
  const signIns = new Map<Person, string>();
  const conversations = new Map<string, string>();

  const says = async (id: string, name: string, text: string): Promise<void> => {
    const sent = await engine.call("POST", "/v1/message", {
      from: { id, name, phone: "13800138000" },
      text,
      externalId: `${id}-${text.length}-${text.slice(0, 20)}`,
    });
    conversations.set(id, String(sent.body.conversationId));
  };
  const asAgent = (method: string, path: string, body: unknown) => engine.call(method, path, body, { token: tokenOf("agent") });
  const tokenOf = (person: Person): string => (JSON.parse(signIns.get(person) ?? "{}") as { token: string }).token;

  async function fill(): Promise<void> {
    await says("c-1", "李梅", "我要退货但是快递单号找不到了，订单号 2024112233");
    await says("c-2", LONG_NAME, "Where is my parcel? It should have been here yesterday.");
    await says("c-3", "阿卜杜热西提·买买提艾力", LONG_TEXT);
    for (const id of ["c-1", "c-2", "c-3"]) await asAgent("POST", `/v1/conversations/${conversations.get(id)}/accept`, {});
    await asAgent("POST", `/v1/conversations/${conversations.get("c-1")}/replies`, { text: "您好，我帮您查一下。" });
    await asAgent("POST", `/v1/conversations/${conversations.get("c-1")}/notes`, { text: "老客户，上个月也丢过一次快递" });
    await asAgent("POST", `/v1/conversations/${conversations.get("c-1")}/labels`, { add: ["退货", "vip"] });
    await asAgent("POST", `/v1/conversations/${conversations.get("c-2")}/priority`, { priority: 2 });
    await says("c-1", "李梅", "好的，退款多久到账？");
    await refuseSuggestion(engine, tokenOf("agent"));
    const account = await engine.call("POST", "/v1/channels", {
      kind: "wechat_oa",
      name: "示例商店公众号",
      config: platform.config,
      baseUrl: platform.baseUrl,
    });
    await ring(String(account.body.webhookUrl), await platform.say("o-zhang", "开发票需要什么信息？"));
    const listed = await eventually(async () => {
      const page = await engine.call("GET", "/v1/conversations?channel=wechat_oa");
      return (page.body.conversations as { id: string }[])[0];
    }, "the WeChat conversation is listed");
    conversations.set("wechat", listed.id);
    await asAgent("POST", `/v1/conversations/${listed.id}/accept`, {});
  }

  beforeAll(async () => {
    [engine, browser, platform] = await Promise.all([runEngine(), launch(), startWechatOa()]);
    mkdirSync(FOLDER, { recursive: true });
    for (const [person, login] of [
      ["agent", engine.demo.agents[0]],
      ["admin", engine.demo.admin],
    ] as const) {
      const signedIn = await engine.call("POST", "/v1/sign-in", login, { token: null });
      signIns.set(person, JSON.stringify(signedIn.body));
      // Nobody is offered anything while pictures are taken.
      await engine.call("POST", "/v1/agents/me/presence", { state: "transfers_only" }, { token: tokenOf(person) });
    }
    await Promise.all([fill(), setUp(engine, platform.baseUrl)]);
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.close();
    await engine?.stop();
    await engine?.remove();
  });

  async function visit(person: Person | null, look: Look, width: Width): Promise<Visit> {
    const guest = await newPerson(browser, { ...WIDTHS[width], locale: look.language, reducedMotion: "reduce" });
    const prefs = JSON.stringify({ state: { language: look.language, theme: look.theme, contextOpen: width === "desk" }, version: 0 });
    const kept = [["kefu.prefs", prefs], ...(person ? [["kefu.sign-in", signIns.get(person) ?? ""]] : [])];
    await guest.context.addInitScript(
      `for (const [name, value] of ${JSON.stringify(kept)}) if (localStorage.getItem(name) === null) localStorage.setItem(name, value);`,
    );
    await guest.page.goto(`${engine.url}/console/`);
    return guest;
  }

  async function look(page: Page, name: string, { language, theme }: Look, width: Width): Promise<void> {
    await page.locator(".thin-bar").first().waitFor({ state: "detached" });
    // A notice that comes while pictures are taken is no part of the screen.
    const calm = { style: ".toasts { visibility: hidden; }" };
    if (PICTURES) return void (await page.screenshot({ ...calm, path: join(FOLDER, `console-${name}-${language}-${theme}-${width}.png`) }));
    expect(await seriousFindings(page.mainFrame()), name).toEqual([]);
    // A phone's innerWidth grows with what does not fit, so the screen's own width is the measure.
    const wide = (await page.evaluate("document.documentElement.scrollWidth")) as number;
    expect(wide, `${name} is wider than the window`).toBeLessThanOrEqual(WIDTHS[width].viewport.width);
  }

  const open = async (page: Page, hash: string, shown: string): Promise<void> => {
    await page.goto(`${engine.url}/console/#${hash}`);
    await page.locator(shown).first().waitFor();
  };

  describe.each(LOOKS)("in $language, $theme", (as) => {
    it("shows the sign-in", async () => {
      const guest = await visit(null, as, "desk");
      await guest.page.locator("#email").waitFor();
      await look(guest.page, "sign-in", as, "desk");
      await guest.context.close();
    });

    it.each(AGENT_WIDTHS)("shows the agent's screens at the width of a %s", async (width) => {
      const { page, context, complaints } = await visit("agent", as, width);
      await open(page, "/inbox/mine", ".conversation-row");
      await look(page, "inbox", as, width);
      await open(page, `/inbox/mine/${conversations.get("c-1")}`, ".suggestion");
      await look(page, "conversation", as, width);
      if (width !== "desk") {
        await page.locator(".conversation-head button[aria-pressed]").click();
        await page.locator(".context").waitFor();
        await look(page, "context", as, width);
        await page.locator(".context-close").click();
      }
      await open(page, `/inbox/mine/${conversations.get("wechat")}`, ".composer");
      await look(page, "wechat", as, width);
      await open(page, `/inbox/mine/${conversations.get("c-3")}`, ".turn");
      await look(page, "long", as, width);
      await page.keyboard.press("t");
      await page.locator(".dialog .choice").first().waitFor();
      await look(page, "transfer", as, width);
      await page.keyboard.press("Escape");
      await page.keyboard.press("n");
      await page.keyboard.type("@");
      await page.locator(".canned-option").first().waitFor();
      await look(page, "mention", as, width);
      await page.locator("#composer").fill("");
      await open(page, "/inbox/mentions", ".empty");
      await look(page, "mentions-empty", as, width);
      await open(page, "/inbox/queue", ".empty");
      await look(page, "queue-empty", as, width);
      await page.route("**/v1/health", (route) => route.fulfill({ json: ILL }));
      await open(page, "/inbox/all", ".status-line");
      await look(page, "degraded", as, width);
      await open(page, "/search", "input[type=search]");
      await page.locator("input[type=search]").fill("退款");
      await page.locator(".hit-passage").first().waitFor();
      await look(page, "search", as, width);
      expect(complaints).toEqual([]);
      await context.close();
    });

    it.each(["desk", "phone"] as const)("shows an offer at the width of a %s", async (width) => {
      const { page, context } = await visit("agent", as, width);
      await open(page, `/inbox/mine/${conversations.get("c-1")}`, ".composer");
      await engine.call("POST", "/v1/agents/me/presence", { state: "online" }, { token: tokenOf("agent") });
      const id = `offer-${as.language}-${as.theme}-${width}`;
      await says(id, LONG_NAME, "我要投诉，快递显示签收但是我没有收到");
      await page.locator(".offer").first().waitFor();
      await look(page, "offer", as, width);
      await engine.call("POST", "/v1/agents/me/presence", { state: "transfers_only" }, { token: tokenOf("agent") });
      await asAgent("POST", `/v1/conversations/${conversations.get(id)}/accept`, {});
      await asAgent("POST", `/v1/conversations/${conversations.get(id)}/resolve`, {});
      await page.locator(".offer").waitFor({ state: "detached" });
      await context.close();
    });

    it.each(["desk", "phone"] as const)("shows a colleague's conversation to a supervisor at the width of a %s", async (width) => {
      const { page, context, complaints } = await visit("admin", as, width);
      await open(page, `/inbox/all/${conversations.get("c-2")}`, ".composer");
      await page.locator(".composer .banner .primary").waitFor();
      await look(page, "watch", as, width);
      expect(complaints).toEqual([]);
      await context.close();
    });

    it.each(["desk", "phone"] as const)("shows the pages of an admin at the width of a %s", async (width) => {
      const { page, context, complaints } = await visit("admin", as, width);
      for (const [name, shown] of [
        ["board", ".plot canvas"],
        ["knowledge", "tbody tr"],
        ["templates", "tbody tr"],
        ["intents", "dd .chip"],
        ["channels", ".channel"],
        ["people", "tbody tr"],
        ["settings", ".component-list li"],
        ["reports", ".figure-link"],
        ["orders", ".page h1"],
        ["webhooks", ".list-card"],
        ["audit", "tbody tr"],
        ["rules", ".list-card"],
        ["start", ".start-step"],
      ] as const) {
        await open(page, `/${name}`, shown);
        await look(page, name, as, width);
      }
      await walkDialogs({
        page,
        english: as.language === "en",
        open: (hash, shown) => open(page, hash, shown),
        look: (name) => look(page, name, as, width),
      });
      expect(complaints).toEqual([]);
      await context.close();
    });
  });
});
