/** Colleagues in two browsers: one comes in by the company's identity provider, the other names her in a note. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { type RunningProvider, startIdentityProvider } from "../support/identity-provider.ts";
import { launch, noChromium } from "./support/browser.ts";
import { composerOf, type Desk, openConsole, signIn } from "./support/desk.ts";

const PATIENCE_MS = 120_000;

describe.skipIf(noChromium)("colleagues at their consoles", { timeout: PATIENCE_MS }, () => {
  let engine: RunningEngine;
  let browser: Browser;
  let provider: RunningProvider;
  let writer: Desk;
  let named: Desk;
  let conversationId: string;
  const [first, second] = [0, 1] as const;
  const loginOf = (index: number) => {
    const login = engine.demo.agents[index];
    if (!login) throw new Error("the demo has two agents");
    return login;
  };

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
    provider = await startIdentityProvider(`${engine.url}/v1/sign-in/oidc/callback`);
    const { issuer, clientId, clientSecret } = provider;
    const { email } = loginOf(second);
    provider.people.set("s-2", { sub: "s-2", email, email_verified: true, name: "Colleague" });
    await engine.call("POST", "/v1/identity-providers", { name: "示例公司", issuer, clientId, clientSecret, domains: [email.split("@")[1]] });
    const sent = await engine.call("POST", "/v1/message", { from: { id: "c-1", name: "李梅" }, text: "发票抬头写错了" });
    conversationId = String(sent.body.conversationId);
    [writer, named] = await Promise.all([openConsole(engine, browser), openConsole(engine, browser)]);
  });
  afterAll(async () => {
    await browser?.close();
    await provider?.close();
    await engine?.stop();
    await engine?.remove();
  });

  it("come in by the provider of their mail domain, and are told why not", async () => {
    const { page } = named;
    await page.locator("#email").fill(loginOf(second).email);
    await page.getByRole("button", { name: "用 示例公司 登录" }).click();
    await page.locator('input[name="login"]').fill("s-2");
    await page.locator('input[name="password"]').fill("any");
    await page.locator('button[type="submit"]').click();
    await page.locator('input[name="prompt"][value="consent"]').waitFor({ state: "attached" });
    await page.locator('button[type="submit"]').click();
    await page.locator(".rail").waitFor();
    // The provider's own pages ask for a font and an icon.
    named.complaints.length = 0;
    expect(page.url()).not.toContain("ticket");
    const stranger = await openConsole(engine, browser);
    await stranger.page.goto(`${engine.url}/console/?#sign-in-failed=unknown`);
    await stranger.page.getByText("这里没有您的邮箱，请管理员先添加您。").waitFor();
    await stranger.context.close();
  });

  it("are told when a note names them, and find the conversation again", async () => {
    await signIn(writer, loginOf(first));
    const { page } = writer;
    await page.goto(`${engine.url}/console/#/inbox/all/${conversationId}`);
    await composerOf(page).waitFor();
    await page.getByRole("button", { name: "备注", exact: true }).click();
    const colleague = await engine.call("POST", "/v1/sign-in", loginOf(second), { token: null });
    const { name } = colleague.body.agent as { name: string };
    await composerOf(page).pressSequentially(`请看一下 @${name.slice(0, 2)}`);
    await page.locator(".canned-option").first().waitFor();
    await page.keyboard.press("Tab");
    expect(await composerOf(page).inputValue()).toBe(`请看一下 @${name} `);
    await page.keyboard.press("Enter");
    await page.locator(".turn.note", { hasText: `@${name}` }).waitFor();
    const toast = named.page.locator(".toast", { hasText: "在备注中提到了您" });
    await toast.waitFor();
    await toast.locator("button.small").first().click();
    await named.page.locator(".turn.note", { hasText: `@${name}` }).waitFor();
    expect(named.page.url()).toContain(`/inbox/mentions/${conversationId}`);
    await named.page.locator(`.conversation-row[href*="${conversationId}"]`).waitFor({ timeout: PATIENCE_MS });
  });

  it("use a canned reply, which is counted, and say what a message really meant", async () => {
    await engine.call("POST", "/v1/canned-replies", { shortcut: "fp", title: "发票更正", text: "发票更正后会重新发送。", shared: true });
    const { page } = writer;
    await page.reload();
    await composerOf(page).waitFor();
    await page.getByRole("button", { name: "回复", exact: true }).click();
    await composerOf(page).fill("/fp");
    await page.locator(".canned-option", { hasText: "发票更正" }).click();
    expect(await composerOf(page).inputValue()).toBe("发票更正后会重新发送。");
    await eventually(async () => {
      const { body } = await engine.call("GET", "/v1/canned-replies");
      return (body.replies as { shortcut: string; uses: number }[]).some(({ shortcut, uses }) => shortcut === "fp" && uses === 1);
    }, "the use is counted");
    await page.locator(".understood button").first().click();
    await page.locator('.choice input[value="greeting"]').check();
    await page.locator(".dialog button[type=submit]").click();
    await page.locator(".toast", { hasText: "已记录" }).waitFor();
    expect([...writer.complaints, ...named.complaints]).toEqual([]);
  });
});
