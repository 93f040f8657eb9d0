/** What every channel promises about what goes out: exact answers, exact calls, nothing over a limit, every error understood. */
import assert from "node:assert/strict";
import type { OutboundMessage } from "../../protocol/channels.ts";
import { maskSecrets, SECRET_MASK } from "../../worker/channels/registry.ts";
import { fitReply, textLength } from "../../worker/channels/rules.ts";
import { bound, type ContractCase, needed } from "./contract-case.ts";

/** Classes that ask for different actions; each must come from a real error body of the platform. */
const CLASSES = ["auth", "rate", "window", "quota", "blocked", "gone", "invalid", "policy", "transient", "duplicate"] as const;

const LONG_TEXT = [
  "您好，关于订单 20231106-3345 的退款，我们已经收到。退款会在三到五个工作日内原路退回！如果超过时间没有收到，请告诉我们。",
  "Your refund was issued today. It takes three to five days to arrive; please check https://example.com/orders/3345?lang=zh&from=chat first. 👨‍👩‍👧‍👦👍🏽",
  "한국어 문장입니다. ข้อความภาษาไทย. Ünïcödé — “quotes” & <tags>.",
]
  .join("\n\n")
  .repeat(30);

const squeezed = (text: string): string => text.replace(/\s+/g, "");

export const OUTBOUND_CASES: readonly ContractCase[] = [
  {
    id: "ack",
    title: "acknowledges with the exact status and bytes its platform wants",
    async run(fixture) {
      const sample = fixture.samples[0];
      const request = fixture.ack.request ?? (await fixture.deliver(needed(sample, "samples").payload, { config: fixture.config, at: fixture.now }));
      assert.deepEqual(await bound(fixture).ack(request, fixture.now), fixture.ack.answer);
    },
  },
  {
    id: "renders",
    title: "describes every kind of reply as the calls of the platform's documentation",
    async run(fixture) {
      assert.ok(fixture.renders.length > 0, "no render samples");
      for (const sample of fixture.renders) {
        const rendering = bound(fixture).render(sample.message, fixture.now);
        assert.deepEqual(rendering.calls, sample.calls, sample.title);
        assert.deepEqual(rendering.passive, sample.passive, sample.title);
      }
    },
  },
  {
    id: "lengths",
    title: "sends a long reply in pieces of which each is within the limit and none is lost",
    async run(fixture) {
      const channel = bound(fixture);
      const message: OutboundMessage = { ...fixture.message, parts: [{ type: "text", text: LONG_TEXT }] };
      const fitted = fitReply(message, channel.capabilities);
      assert.ok(fitted.fits);
      const { max, unit } = channel.capabilities.text;
      const rendering = channel.render(fitted.message, fixture.now);
      const words = rendering.calls.flatMap((call) => fixture.wordsOf(call) ?? []);
      assert.ok(words.length > 0, "nothing was said");
      for (const text of words) assert.ok(textLength(text, unit) <= max, `${textLength(text, unit)} ${unit} of ${max}`);
      assert.equal(squeezed(words.join("")), squeezed(LONG_TEXT));
    },
  },
  {
    id: "idempotent",
    title: "repeats a send under the same key, so that a time-out may be tried again",
    async run(fixture) {
      const channel = bound(fixture);
      assert.ok(channel.capabilities.idempotentSend, "the platform has no key for this, and the fixture no skip reason");
      const message: OutboundMessage = {
        ...fixture.message,
        parts: [
          { type: "text", text: "same" },
          { type: "text", text: "same" },
        ],
      };
      const first = channel.render(message, fixture.now).calls;
      const again = channel.render(message, fixture.now + 1000).calls;
      assert.deepEqual(again, first);
      assert.ok(
        first.every((call) => call.idempotent === true),
        "the calls do not say that they may be repeated",
      );
      const other = channel.render({ ...message, id: `${message.id}x` }, fixture.now).calls;
      assert.notDeepEqual(other, first, "another reply has the same key");
      assert.equal(new Set(first.map((call) => JSON.stringify(call))).size, first.length, "two pieces share a key");
    },
  },
  {
    id: "outcomes",
    title: "understands the platform's own error bodies by what is to be done about them",
    async run(fixture) {
      const channel = bound(fixture);
      const seen = new Set<string>();
      for (const sample of fixture.outcomes) {
        const outcome = channel.outcome(sample.status, new Headers(sample.headers), sample.body, fixture.now);
        assert.deepEqual(outcome, sample.outcome, sample.title);
        seen.add("class" in outcome ? outcome.class : outcome.outcome);
      }
      assert.ok(seen.has("sent"), "no sample of a sent message");
      const missing = CLASSES.filter((name) => name !== "duplicate" && !seen.has(name) && fixture.noOutcome?.[name] === undefined);
      assert.deepEqual(missing, [], "classes without a sample and without a reason");
      for (const body of ["", "<html>Bad gateway</html>", "null", "[]", "{"]) {
        assert.notEqual(channel.outcome(502, new Headers(), body, fixture.now).outcome, "sent", `502 with ${body}`);
      }
    },
  },
  {
    id: "secrets",
    title: "shows an account's configuration without its secrets",
    async run(fixture) {
      const masked = maskSecrets(fixture.channel.kind, fixture.config);
      for (const name of fixture.channel.secrets) {
        if (fixture.config[name] !== undefined) assert.equal(masked[name], SECRET_MASK, name);
      }
      const hidden = fixture.channel.secrets.map((name) => fixture.config[name]).filter((value) => typeof value === "string");
      for (const secret of hidden) assert.ok(!JSON.stringify(masked).includes(secret), "a secret is still there");
    },
  },
];
