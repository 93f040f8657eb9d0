/** A channel under broken payloads and forged requests: it never throws, never believes them, and never loses what a customer sent. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { RawRequest } from "../../worker/channels/channel.ts";
import type { ChannelFixture } from "./channel-fixture.ts";
import { bound, eventsOf } from "./contract-case.ts";
import { brokenPayload } from "./mutations.ts";

export interface FuzzReport {
  kind: string;
  runs: number;
  /** the slowest single parse or verify, ms of the processor */
  slowestMs: number;
}

interface Watch {
  slowestMs: number;
}

/** Above this a run is measured again, ms: what the collector took is not the channel's. */
const SUSPICIOUS_MS = 5;

/** Of this process, so that a busy machine does not make a channel look slow. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function timed<T>(watch: Watch, work: () => T): T {
  const measure = (): [T, number] => {
    const started = processorMs();
    const result = work();
    return [result, processorMs() - started];
  };
  const [result, firstMs] = measure();
  const tookMs = firstMs > SUSPICIOUS_MS ? Math.min(firstMs, measure()[1], measure()[1]) : firstMs;
  watch.slowestMs = Math.max(watch.slowestMs, tookMs);
  return result;
}

async function timedAsync<T>(watch: Watch, work: () => Promise<T>): Promise<T> {
  const measure = async (): Promise<[T, number]> => {
    const started = processorMs();
    const result = await work();
    return [result, processorMs() - started];
  };
  const [result, firstMs] = await measure();
  const tookMs = firstMs > SUSPICIOUS_MS ? Math.min(firstMs, (await measure())[1], (await measure())[1]) : firstMs;
  watch.slowestMs = Math.max(watch.slowestMs, tookMs);
  return result;
}

/** Runs each property `runs` times; throws fast-check's report, with its seed, when one fails. */
export async function fuzzChannel(fixture: ChannelFixture, runs: number, seed?: number): Promise<FuzzReport> {
  const watch: Watch = { slowestMs: 0 };
  const options = { numRuns: runs, ...(seed === undefined ? {} : { seed }) };
  const payloads = fixture.samples.map((sample) => sample.payload);
  const request = await fixture.deliver(payloads[0] ?? "", { config: fixture.config, at: fixture.now });
  fc.assert(parserProperty(fixture, payloads, request, watch), options);
  fc.assert(keptProperty(fixture, request), options);
  await fc.assert(verifierProperty(fixture, request, watch), options);
  return { kind: fixture.channel.kind, runs, slowestMs: watch.slowestMs };
}

function parserProperty(fixture: ChannelFixture, payloads: readonly string[], request: RawRequest, watch: Watch) {
  const channel = bound(fixture);
  return fc.property(brokenPayload(payloads), (payload) => {
    const parsed = timed(watch, () => channel.parse(payload, request, fixture.now));
    if (!parsed.ok) return;
    for (const event of parsed.events) {
      assert.ok(event.key.length > 0 && event.key.length <= 1000, "an event without a usable key");
      if (event.type === "doorbell" || event.type === "account") continue;
      assert.ok(Number.isFinite(event.at), "an event without a time");
      assert.ok(event.from.ids[0].value.length > 0, "an event of nobody");
      assert.ok(event.type !== "message" || event.parts.length > 0, "a message without parts");
    }
    JSON.stringify(parsed.events); // events cross object RPC and queues
  });
}

/** Messages of kinds that do not exist yet: whatever they are called, they are kept. */
function keptProperty(fixture: ChannelFixture, request: RawRequest) {
  const name = fc.stringMatching(/^[a-z][a-z0-9_]{4,20}$/).map((text) => `zz_${text}`);
  return fc.property(name, (unknownKind) => {
    if (!fixture.unknown.message.includes("hologram")) return;
    const events = eventsOf(fixture, fixture.unknown.message.replaceAll("hologram", unknownKind), request);
    const parts = events.flatMap((event) => (event.type === "message" ? event.parts : []));
    assert.ok(
      parts.some((part) => part.type === "unsupported"),
      `a message of kind ${unknownKind} was lost`,
    );
  });
}

/** One header, query field or byte of a good request is changed; nobody may get another payload through. */
function verifierProperty(fixture: ChannelFixture, request: RawRequest, watch: Watch) {
  const channel = bound(fixture);
  const isBodySigned = fixture.skips.altered_body === undefined;
  return fc.asyncProperty(
    fc.nat(),
    fc.nat(),
    fc.integer({ min: 1, max: 255 }),
    fc.string({ unit: "binary", maxLength: 60 }),
    async (which, where, flip, put) => {
      const forged = forgedRequest(request, which, where, flip, put);
      const verified = await timedAsync(watch, () => channel.verify(forged, fixture.now));
      await timedAsync(watch, () => channel.handshake(forged, fixture.now));
      if (!verified.ok || !isBodySigned) return;
      const good = await channel.verify(request, fixture.now);
      if (good.ok && verified.payload === good.payload) return;
      // Some signatures leave the spelling open; what is understood must then be the same.
      const [forgedParse, goodParse] = [verified, good].map((one) => (one.ok ? channel.parse(one.payload, request, fixture.now) : null));
      if (forgedParse?.ok) assert.deepEqual(forgedParse, goodParse, "a forged request was believed");
    },
  );
}

function forgedRequest(request: RawRequest, which: number, where: number, flip: number, put: string): RawRequest {
  const names = [...request.headers.keys()];
  const fields = [...request.url.searchParams.keys()];
  const choice = which % (names.length + fields.length + 2);
  if (choice < names.length) {
    const headers = new Headers(request.headers);
    headers.set(names[choice] ?? "", encodeURIComponent(put.toWellFormed()));
    return { ...request, headers };
  }
  if (choice < names.length + fields.length) {
    const url = new URL(request.url);
    url.searchParams.set(fields[choice - names.length] ?? "", put);
    return { ...request, url };
  }
  if (choice === names.length + fields.length) return { ...request, body: new TextEncoder().encode(put) };
  const body = Uint8Array.from(request.body);
  if (body.length > 0) body[where % body.length] = (body[where % body.length] ?? 0) ^ flip;
  return { ...request, body };
}
