import { Bot, webhookCallback } from "grammy";
import { describe, expect, test } from "vitest";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { CALLBACK_REQUEST, JSON_TYPE, telegramFixture } from "../../../fixtures/channels/telegram.ts";
import vectors from "../../../fixtures/vectors/telegram.json" with { type: "json" };

channelContract(telegramFixture);

const channel = bound(telegramFixture);
const NOW = telegramFixture.now;

describe("a pressed button", () => {
  test("stops spinning with the acknowledgement itself", async () => {
    const answer = await channel.ack(CALLBACK_REQUEST, NOW);
    expect(answer).toEqual({ status: 200, headers: JSON_TYPE, body: `{"method":"answerCallbackQuery","callback_query_id":"4382bfdwdsb323b2d9"}` });
  });
});

describe("a file somebody sent", () => {
  test("is asked for by its id, and fetched where the token stays with us", () => {
    const calls = channel.media({ kind: "image", ref: { mediaId: "L" } });
    expect(calls?.map((call) => call.path)).toEqual([`/bot${telegramFixture.config.botToken}/getFile`, `/file/bot${telegramFixture.config.botToken}/{{path}}`]);
    expect(channel.media({ kind: "image", ref: { blobKey: "b" } })).toBeNull();
  });
});

describe("grammY", () => {
  const bot = new Bot(String(telegramFixture.config.botToken), { botInfo: { id: 1, is_bot: true, first_name: "b", username: "b" } as never });
  bot.on("msg", () => undefined);
  const theirs = webhookCallback(bot, "std/http", { secretToken: vectors.secretToken });

  test.each([
    ["right", vectors.secretToken],
    ["wrong", `${vectors.secretToken}x`],
    ["missing", null],
  ])("and our channel agree on a %s secret", async (_name, secret) => {
    const headers: Record<string, string> = secret === null ? {} : { [vectors.header]: secret };
    const body = JSON.stringify({ update_id: 1 });
    const response = await theirs(new Request("https://kefu.example/", { method: "POST", body, headers }));
    const ours = await channel.verify(
      { method: "POST", url: new URL("https://kefu.example/"), headers: new Headers(headers), body: new TextEncoder().encode(body) },
      NOW,
    );
    expect(ours.ok).toBe(response.status === 200);
    expect(ours.ok ? 200 : ours.status).toBe(response.status);
  });
});
