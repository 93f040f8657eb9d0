import fc from "fast-check";
import twilio from "twilio";
import { afterEach, describe, expect, test } from "vitest";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { hookOf, postTo } from "../../../fixtures/channels/hook-request.ts";
import { twilioSmsFixture } from "../../../fixtures/channels/twilio_sms.ts";
import { accountOn } from "../../../support/channel-account.ts";
import { startTwilioSms, type TwilioFake } from "../../../support/fake-platforms/twilio_sms.ts";
import { performCalls } from "../../../support/perform-calls.ts";

channelContract(twilioSmsFixture);

const channel = bound(twilioSmsFixture);
const open: TwilioFake[] = [];
afterEach(async () => {
  for (const platform of open.splice(0)) await platform.close();
});

describe("Twilio's own library", () => {
  test("signs what our door believes, whatever the fields", async () => {
    const fields = fc.dictionary(fc.stringMatching(/^[A-Za-z0-9]{1,10}$/), fc.string({ unit: "grapheme", maxLength: 40 }), { maxKeys: 8 });
    await fc.assert(
      fc.asyncProperty(fields, async (params) => {
        const url = hookOf("twilio_sms");
        const signature = twilio.getExpectedTwilioSignature("tok", url, params);
        const request = postTo("twilio_sms", new URLSearchParams(params).toString(), { "x-twilio-signature": signature });
        expect((await channel.verify(request, 0)).ok).toBe(true);
        expect(twilio.validateRequest("tok", signature, url, params)).toBe(true);
      }),
    );
  });
});

describe("a customer on the telephone", () => {
  test("who sends STOP is not written to any more", async () => {
    const platform = await startTwilioSms();
    open.push(platform);
    const account = accountOn(platform);
    expect(await account.receive(platform.stop("20001"))).toMatchObject([{ type: "presence", state: "opted_out" }]);
    const sent = await account.send({ id: "tn_1", thread: "+20001", to: [], parts: [{ type: "text", text: "hi" }], author: "agent" });
    expect(sent.outcome).toMatchObject({ outcome: "refused", class: "blocked" });
  });

  test("has pictures that are fetched with our key up to the redirect, and without it beyond", async () => {
    const platform = await startTwilioSms();
    open.push(platform);
    const account = accountOn(platform);
    const calls = account.channel.media({ kind: "image", ref: { url: `${platform.baseUrl}/2010-04-01/Accounts/AC1/Messages/SM1/Media/ME1`, auth: true } });
    const { answer } = await performCalls(calls ?? [], account);
    expect([answer?.status, answer?.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  });
});

describe("a messaging service", () => {
  test("chooses the number, and Twilio tells what became of the message", () => {
    const { from: _, ...rest } = twilioSmsFixture.config;
    const service = bound(twilioSmsFixture, { ...rest, messagingServiceSid: "MG1", statusCallback: "https://kefu.example/hooks/x" });
    expect(service.render(twilioSmsFixture.message, 0).calls[0]?.form).toEqual({
      To: "+14155551212",
      MessagingServiceSid: "MG1",
      Body: "您好",
      StatusCallback: "https://kefu.example/hooks/x",
    });
  });
});

describe("fields whose boundary was moved", () => {
  test.each(["BodyHi=", "Bod=yHi", "Body=Hi&NumMedia1="])("are not what Twilio signed: %s", (fields) => {
    const form = `MessageSid=SM7&AccountSid=AC1&From=%2B14155551212&To=%2B15005550006&SmsStatus=received&${fields}`;
    const parsed = channel.parse(form, postTo("twilio_sms", form), twilioSmsFixture.now);
    expect(parsed.ok).toBe(false);
  });
});
