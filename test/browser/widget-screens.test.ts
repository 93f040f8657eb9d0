/**
 * Every screen and state of the widget in its languages, light and dark, on a desk and on a phone: axe finds nothing serious, nothing overflows.
 * With SCREENS=1 the pictures in docs/screens are made anew, to be looked at.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { seriousFindings } from "./support/axe.ts";
import { endBoth, launch, newPerson, noChromium } from "./support/browser.ts";
import { type Chat, chatOn, conversationWith } from "./support/chat.ts";

const FOLDER = join(import.meta.dirname, "../../docs/screens");
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><rect width="400" height="300" fill="#cfd8e3"/><path d="M60 190c40-10 70-60 90-80l60 50c30 20 90 10 120 40v30H60z" fill="#4a6fa5"/></svg>';
/** Around the panel on a desk, px. */
const PANEL_CLIP = { x: 660, y: 20, width: 440, height: 740 };

const SCRIPTS = {
  "zh-CN": {
    agent: "阿卜杜热西提·买买提艾力",
    teaser: "需要帮您选尺码吗？",
    ask: "我的订单 202633450017 到哪了？我昨天就应该收到了",
    answer: "您好，包裹今天下午派送，可以在 https://shop.example/track/202633450017 查看。",
    choices: ["谢谢，知道了", "改送货地址", "我想取消订单"],
    offline: "那就今天下午送吧，我在家",
  },
  "zh-TW": {
    agent: "歐陽語嫣",
    teaser: "需要協助選擇尺寸嗎？",
    ask: "我的訂單 202633450017 到哪裡了？昨天就應該送到了",
    answer: "您好，包裹今天下午配送，可以在 https://shop.example/track/202633450017 查看。",
    choices: ["謝謝，知道了", "修改收件地址", "我想取消訂單"],
    offline: "那就今天下午送吧，我在家",
  },
  en: {
    agent: "Αλέξανδρος Παπαδόπουλος-Κωνσταντινίδης",
    teaser: "Can we help you find your size?",
    ask: "Where is my order 202633450017? It should have been here yesterday",
    answer: "Hello! Your parcel is out for delivery this afternoon: https://shop.example/track/202633450017",
    choices: ["Thanks, that's all", "Change the address", "Cancel the order"],
    offline: "This afternoon is fine, I am at home",
  },
} as const;
type Language = keyof typeof SCRIPTS;

const WIDGET = {
  consent: { policy: "2026-11", url: "https://shop.example/privacy" },
  links: [
    { label: { "zh-CN": "企业微信客服", "zh-TW": "企業微信客服", en: "WhatsApp" }, url: "https://shop.example/chat" },
    { label: { "zh-CN": "公众号", "zh-TW": "公眾號", en: "WeChat" }, picture: "https://img.example/shoe.svg" },
  ],
};

const DEVICES = { desk: { viewport: { width: 1100, height: 780 } }, phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } } as const;
type Device = keyof typeof DEVICES;

describe.skipIf(noChromium)("the widget's screens", () => {
  let engine: RunningEngine;
  let browser: Browser;
  const tokens = new Map<string, { id: string; token: string }>();

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
    mkdirSync(FOLDER, { recursive: true });
    await engine.call("PATCH", "/v1/settings", { widget: WIDGET });
    for (const [index, { agent }] of Object.values(SCRIPTS).entries()) {
      const login = { email: `screen-${index}@demo.example`, password: "long enough for a test" };
      const made = await engine.call("POST", "/v1/agents", { name: agent, ...login, teamIds: ["support"] });
      const signedIn = await engine.call("POST", "/v1/sign-in", login, { token: null });
      tokens.set(agent, { id: String(made.body.id), token: String(signedIn.body.token) });
    }
  });
  afterAll(() => endBoth(browser, engine));

  async function look(page: Page, chat: Chat, name: string, device: Device): Promise<void> {
    await page.evaluate("document.fonts.ready");
    await page.mouse.move(10, 400);
    const frame = await chat.document();
    expect(await frame.evaluate("document.documentElement.scrollWidth - innerWidth"), `${name} overflows`).toBeLessThanOrEqual(0);
    expect(await seriousFindings(frame), name).toEqual([]);
    if (process.env.SCREENS === "1")
      await page.screenshot({ path: join(FOLDER, `widget-${name}.png`), animations: "disabled", ...(device === "desk" ? { clip: PANEL_CLIP } : {}) });
  }

  async function walk(language: Language, theme: "light" | "dark", device: Device): Promise<void> {
    const script = SCRIPTS[language];
    const who = tokens.get(script.agent);
    const { page, context } = await newPerson(browser, { ...DEVICES[device], colorScheme: theme, locale: language });
    await context.route("https://img.example/**", (route) => route.fulfill({ contentType: "image/svg+xml", body: PICTURE }));
    const asAgent = (path: string, body: unknown) => engine.call("POST", path, body, { token: who?.token ?? null });
    const shot = (state: string): Promise<void> => look(page, chat, `${state}-${language}-${theme}-${device}`, device);
    const chat = chatOn(page);
    await page.goto(`${engine.url}/demo?lang=${language}`);
    await page.waitForFunction("window.kefu");
    await page.evaluate(`kefu.show(${JSON.stringify(script.teaser)})`);
    await page.locator("kefu-widget .card").waitFor();
    expect(await seriousFindings(page.mainFrame()), "the host's page").toEqual([]);
    if (process.env.SCREENS === "1")
      await page.screenshot({ path: join(FOLDER, `widget-launcher-${language}-${theme}-${device}.png`), animations: "disabled" });
    await chat.launcher.click();
    await chat.frame.locator("#ask-consent").waitFor();
    await chat.frame.locator(".sheet .primary").click();
    await chat.frame.locator(".wrong").waitFor();
    await shot("consent");
    await chat.frame.locator("#ask-consent").check();
    await chat.frame.locator(".sheet .primary").click();
    await chat.frame.locator(".found").first().waitFor();
    await shot("welcome");
    await chat.frame.locator(".found").first().click();
    await chat.frame.locator(".judgement").waitFor();
    await shot("article");
    await page.keyboard.press("Backspace");
    await chat.composer.waitFor();
    const ask = `${script.ask} ${theme} ${device}`;
    await chat.say(ask);
    await chat.frame.locator(".queue b").waitFor();
    await shot("queue");
    await chat.frame.locator(".queue button").click();
    await chat.frame.locator(".ways").waitFor();
    await chat.frame.locator(".sheet .primary").click();
    await chat.frame.locator(".wrong").waitFor();
    await shot("otherwise");
    await chat.frame.locator(".sheet input[type=tel]").fill("138 0013 8000");
    await chat.frame.locator(".sheet .primary").click();
    await chat.frame.locator(".queue .noted").waitFor();
    await shot("noted");
    await chat.frame.locator(".queue button").click();
    await chat.frame.locator(".queue .noted").waitFor({ state: "detached" });
    await chat.frame.locator(".queue button").click();
    await chat.frame.locator(".sheet .wide").first().click();
    await chat.frame.locator(".sheet .primary").click();
    await chat.frame.locator(".wrong").first().waitFor();
    await shot("leave");
    await chat.frame.locator(".sheet .buttons .plain").click();
    const { id } = await conversationWith(engine, `${theme} ${device}`);
    await asAgent(`/v1/conversations/${id}/assign`, { agentId: who?.id });
    const media = { type: "media", media: { kind: "image", ref: { url: "https://img.example/shoe.svg", auth: false }, name: "shoe.svg" } };
    await asAgent(`/v1/conversations/${id}/replies`, { parts: [{ type: "text", text: script.answer }] });
    await asAgent(`/v1/conversations/${id}/replies`, { parts: [media], choices: script.choices.map((label, index) => ({ id: `c${index}`, label })) });
    await chat.frame.locator(".pills button").first().waitFor();
    await chat.frame.locator(".picture img").waitFor();
    await shot("talk");
    await context.setOffline(true);
    await chat.say(script.offline);
    await chat.frame.locator(".waiting").waitFor();
    await shot("offline");
    await context.setOffline(false);
    await eventually(async () => (await chat.frame.locator(".waiting").count()) === 0, "sent");
    await asAgent(`/v1/conversations/${id}/resolve`, {});
    await chat.frame.locator(".rating").waitFor();
    await chat.frame.locator(".score").nth(3).click();
    await chat.frame.locator(".marks button").nth(2).click();
    await shot("rating");
    await chat.frame.locator(".rating .primary").click();
    await chat.frame.locator(".note").waitFor();
    await chat.frame.locator(".head .icon-button").first().click();
    await chat.frame.locator(".sheet .wide").nth(1).click();
    await chat.frame.locator(".episodes button").waitFor();
    await shot("history");
    await page.keyboard.press("Escape");
    await chat.frame.locator(".head .icon-button").first().click();
    await chat.frame.locator(".sheet .wide").last().click();
    await chat.frame.locator(".confirm").waitFor();
    await shot("menu");
    await context.close();
  }

  for (const language of ["zh-CN", "zh-TW", "en"] as const) {
    for (const theme of ["light", "dark"] as const) {
      for (const device of ["desk", "phone"] as const) {
        // Traditional Chinese is laid out like simplified: one of each is enough.
        if (language === "zh-TW" && (theme === "light") !== (device === "phone")) continue;
        it(`are whole and accessible in ${language}, ${theme}, on a ${device}`, () => walk(language, theme, device), 120_000);
      }
    }
  }
});
