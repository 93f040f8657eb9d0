/** What every channel promises about what comes in: forged, altered and stale requests, and nothing a customer sent is lost. */
import assert from "node:assert/strict";
import type { ChannelEvent } from "../../protocol/channels.ts";
import type { RawRequest } from "../../worker/channels/channel.ts";
import type { ChannelFixture } from "./channel-fixture.ts";
import { bound, type ContractCase, eventsOf, needed } from "./contract-case.ts";

const firstPayload = (fixture: ChannelFixture): string => needed(fixture.samples[0], "samples").payload;

/** A payload the whole way: signed, verified, parsed. Pages of a pulled channel come by our own authenticated call. */
async function received(fixture: ChannelFixture, payload: string): Promise<ChannelEvent[]> {
  const request = await fixture.deliver(payload, { config: fixture.config, at: fixture.now });
  if (fixture.pages?.isPage(payload)) return eventsOf(fixture, payload, request);
  const verified = await bound(fixture).verify(request, fixture.now);
  assert.ok(verified.ok, verified.ok ? "" : verified.why);
  return eventsOf(fixture, verified.payload, request);
}

async function refused(fixture: ChannelFixture, request: RawRequest, now = fixture.now): Promise<void> {
  const verified = await bound(fixture).verify(request, now);
  assert.ok(!verified.ok, "the request was accepted");
  assert.ok([400, 401, 403].includes(verified.status), `status ${verified.status}`);
}

/** Every byte of a short body, every 17th of a long one. */
function* alterations(body: Uint8Array): Generator<Uint8Array> {
  const step = body.length > 400 ? 17 : 1;
  for (let i = 0; i < body.length; i += step) {
    const altered = Uint8Array.from(body);
    altered[i] = (altered[i] ?? 0) ^ 1;
    yield altered;
  }
}

const junkBodies = (): Uint8Array[] => [
  new Uint8Array(0),
  Uint8Array.of(0xff, 0xfe, 0x80, 0x00),
  new TextEncoder().encode("x".repeat(1_000_000)),
  new TextEncoder().encode("[".repeat(100_000)),
  new TextEncoder().encode(`{"a":`.repeat(50_000)),
  new TextEncoder().encode(`<xml>${"<a>".repeat(50_000)}`),
  new TextEncoder().encode("null"),
  new TextEncoder().encode("{}"),
  new TextEncoder().encode("[1]"),
  new TextEncoder().encode("<xml></xml>"),
];

export const INBOUND_CASES: readonly ContractCase[] = [
  {
    id: "signature",
    title: "accepts what its platform signed, down to the vendor's own vectors",
    async run(fixture) {
      await received(fixture, firstPayload(fixture));
      for (const golden of fixture.golden ?? []) {
        const verified = await bound(fixture, golden.config).verify(golden.request, golden.now);
        assert.ok(verified.ok, `${golden.title}: ${verified.ok ? "" : verified.why}`);
        if (golden.payload !== undefined) assert.equal(verified.payload, golden.payload, golden.title);
      }
    },
  },
  {
    id: "foreign_signature",
    title: "refuses what another account's secret signed",
    async run(fixture) {
      await refused(fixture, await fixture.deliver(firstPayload(fixture), { config: fixture.otherConfig, at: fixture.now }));
    },
  },
  {
    id: "no_signature",
    title: "refuses a request without its signature",
    async run(fixture) {
      const strip = needed(fixture.unsigned?.bind(fixture), "unsigned");
      await refused(fixture, strip(await fixture.deliver(firstPayload(fixture), { config: fixture.config, at: fixture.now })));
    },
  },
  {
    id: "altered_body",
    title: "refuses a body of which one bit was changed",
    async run(fixture) {
      const request = await fixture.deliver(firstPayload(fixture), { config: fixture.config, at: fixture.now });
      const original = await bound(fixture).verify(request, fixture.now);
      for (const body of alterations(request.body)) {
        const verified = await bound(fixture).verify({ ...request, body }, fixture.now);
        // An envelope may hold bytes that mean nothing (an XML tag nobody reads); the payload must then be untouched.
        assert.ok(!verified.ok || (original.ok && verified.payload === original.payload), "an altered payload was accepted");
      }
    },
  },
  {
    id: "stale",
    title: "refuses a signed time outside the replay window, old or in the future",
    async run(fixture) {
      const windowMs = needed(fixture.replayWindowMs, "replayWindowMs");
      for (const away of [windowMs + 2000, -windowMs - 2000]) {
        await refused(fixture, await fixture.deliver(firstPayload(fixture), { config: fixture.config, at: fixture.now + away }));
      }
      const justInside = await fixture.deliver(firstPayload(fixture), { config: fixture.config, at: fixture.now - windowMs + 2000 });
      assert.ok((await bound(fixture).verify(justInside, fixture.now)).ok, "a request inside the window was refused");
    },
  },
  {
    id: "handshake",
    title: "answers the platform's URL check with the exact bytes, and only that",
    async run(fixture) {
      for (const handshake of needed(fixture.handshakes, "handshakes")) {
        const answer = await bound(fixture, handshake.config).handshake(handshake.request, handshake.now ?? fixture.now);
        if (handshake.answer === "refused") assert.ok(answer !== null && answer.status >= 400 && answer.status < 500, handshake.title);
        else assert.deepEqual(answer, handshake.answer, handshake.title);
      }
      const ordinary = await fixture.deliver(firstPayload(fixture), { config: fixture.config, at: fixture.now });
      assert.equal(await bound(fixture).handshake(ordinary, fixture.now), null, "an ordinary event was taken for a handshake");
    },
  },
  {
    id: "samples",
    title: "turns every kind of payload into the events it means",
    async run(fixture) {
      for (const sample of fixture.samples) assert.deepEqual(await received(fixture, sample.payload), sample.events, sample.title);
    },
  },
  {
    id: "stable_keys",
    title: "gives the same keys when the platform delivers again, and different keys to different events",
    async run(fixture) {
      const seen = new Map<string, string>();
      for (const sample of fixture.samples) {
        const request = await fixture.deliver(sample.payload, { config: fixture.config, at: fixture.now });
        const first = eventsOf(fixture, sample.payload, request).map((event) => event.key);
        const again = eventsOf(fixture, sample.payload, request, fixture.now + 60_000).map((event) => event.key);
        assert.deepEqual(again, first, sample.title);
        for (const key of first) {
          assert.ok(key.length > 0 && key.length <= 500, `${sample.title}: a key of ${key.length} characters`);
          assert.ok(!seen.has(key), `${sample.title} shares the key ${key} with ${seen.get(key)}`);
          seen.set(key, sample.title);
        }
      }
    },
  },
  {
    id: "batch",
    title: "keeps every event of a batch",
    async run(fixture) {
      const batch = needed(fixture.batch, "batch");
      const events = await received(fixture, batch.payload);
      assert.equal(events.length, batch.count);
      assert.equal(new Set(events.map((event) => event.key)).size, batch.count, "two events of the batch share a key");
    },
  },
  {
    id: "echo",
    title: "knows what our own side wrote, and never takes it for the customer",
    async run(fixture) {
      const events = await received(fixture, needed(fixture.echo, "echo"));
      for (const event of events) assert.ok(event.type !== "message" || event.echo === true, "an echo came in as the customer's message");
    },
  },
  {
    id: "unknown",
    title: "keeps a message of an unknown kind as unsupported, and lets an unknown event go",
    async run(fixture) {
      const events = await received(fixture, fixture.unknown.message);
      const parts = events.flatMap((event) => (event.type === "message" ? event.parts : []));
      assert.ok(
        parts.some((part) => part.type === "unsupported"),
        "the message is lost",
      );
      if (fixture.unknown.event !== undefined) await received(fixture, fixture.unknown.event);
    },
  },
  {
    id: "big_ids",
    title: "keeps message ids beyond 2^53 digit by digit",
    async run(fixture) {
      const { payload, providerId } = needed(fixture.bigId, "bigId");
      const ids = (await received(fixture, payload)).flatMap((event) =>
        event.type === "message" ? [event.providerId] : event.type === "receipt" ? event.receipt.providerIds : [],
      );
      assert.ok(ids.includes(providerId), `ids ${ids.join(", ")}`);
    },
  },
  {
    id: "junk",
    title: "answers junk, broken UTF-8 and deep nesting with a refusal, never with an exception",
    async run(fixture) {
      const request = await fixture.deliver(firstPayload(fixture), { config: fixture.config, at: fixture.now });
      for (const body of junkBodies()) {
        await bound(fixture).verify({ ...request, body }, fixture.now);
        await bound(fixture).handshake({ ...request, body }, fixture.now);
        const result = bound(fixture).parse(new TextDecoder().decode(body), request, fixture.now);
        if (result.ok) for (const event of result.events) assert.ok(event.key.length > 0);
      }
    },
  },
  {
    id: "press",
    title: "brings a pressed button back as the action that was offered",
    async run(fixture) {
      const press = needed(fixture.press?.bind(fixture), "press");
      const events = await received(fixture, press("refund-status", "Where is my refund?"));
      const actions = events.flatMap((event) => (event.type === "message" ? event.parts : [])).filter((part) => part.type === "action");
      assert.deepEqual(
        actions.map((action) => action.id),
        ["refund-status"],
      );
    },
  },
];
