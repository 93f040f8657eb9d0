/** Every kind's own vectors and handshakes through the real door, /hooks/:kind/:id/:secret, into the real engine. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import twilio from "twilio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChannelEvent } from "../../protocol/channels.ts";
import { ASSETS, buildWorker, ROOT } from "../../scripts/build.ts";
import { type Demo, demoOf } from "../../scripts/engine/demo.ts";
import { type Engine, startEngine } from "../../scripts/engine/engine.ts";
import { secretsIn } from "../../scripts/engine/secrets.ts";
import type { RawRequest } from "../../worker/channels/channel.ts";
import type { ChannelFixture, RawConfig } from "../contract/channel-fixture.ts";
import { bound } from "../contract/contract-case.ts";
import { ALL_FIXTURES } from "../fixtures/channels/all.ts";
import { DOOR_TIME_HEADER } from "../support/door-time-header.ts";
import { eventually } from "../support/engine.ts";

/** Nothing listens there: a doorbell's pull must not reach the network. */
const NOWHERE = "http://127.0.0.1:9";
const START_PATIENCE_MS = 90_000;
/** The read model lags while customers' sessions put it off. */
const KEPT_PATIENCE_MS = 30_000;

let dataDir: string;
let engine: Engine;
let demo: Demo;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "kefu-door-"));
  const bundle = join(dataDir, "bundle/index.js");
  await mkdir(ASSETS, { recursive: true });
  await buildWorker(join(ROOT, "test/support/door-at-a-time.ts"), bundle);
  const secrets = await secretsIn(dataDir);
  engine = await startEngine({ dataDir, port: 0, secrets, bundle });
  demo = await demoOf(dataDir, engine.url, secrets.ADMIN_SECRET);
}, START_PATIENCE_MS);

afterAll(async () => {
  await engine?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function api(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(engine.url + path, {
    method,
    headers: { authorization: `Bearer ${demo.apiKey}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function webhookUrlFor(fixture: ChannelFixture, config: RawConfig): Promise<string> {
  const made = await api("POST", "/v1/channels", { kind: fixture.channel.kind, name: "vectors", config, baseUrl: NOWHERE });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return String(made.body.webhookUrl);
}

interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

async function knock(webhookUrl: string, request: RawRequest, at: number): Promise<Answer> {
  const url = new URL(webhookUrl);
  url.search = request.url.search;
  const headers = new Headers(request.headers);
  headers.set(DOOR_TIME_HEADER, String(at));
  const body = request.method === "GET" ? {} : { body: Buffer.from(request.body) };
  const response = await fetch(url, { method: request.method, headers, ...body });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** Twilio signs the address as well, and ours is known only now: its own library signs the vectors' bodies for it. */
function atOurAddress(kind: string, request: RawRequest, config: RawConfig, webhookUrl: string): RawRequest {
  if (kind !== "twilio_sms") return request;
  const url = webhookUrl + request.url.search;
  const body = new TextDecoder().decode(request.body);
  const form = new URLSearchParams(body);
  const fields = Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name)]));
  const params = body.startsWith("{") ? {} : fields;
  const headers = new Headers(request.headers);
  headers.set("x-twilio-signature", twilio.getExpectedTwilioSignature(String(config.authToken), url, params));
  return { ...request, url: new URL(url), headers };
}

interface Said {
  /** which vector it came by */
  title: string;
  /** kind:value */
  identity: string;
  words: string[];
}
/** What customers said through the door so far; the last test finds all of it again. */
const said: Said[] = [];

function expectKept(title: string, events: readonly ChannelEvent[], providerAccount: string | null): void {
  for (const event of events) {
    if (event.type !== "message" || event.echo || (event.providerAccount ?? providerAccount) !== providerAccount) continue;
    const words = event.parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
    const { kind, value } = event.from.ids[0];
    said.push({ title, identity: `${kind}:${value}`, words });
  }
}

async function isKept({ identity, words }: Said): Promise<boolean> {
  const found = await api("GET", `/v1/customers?identity=${encodeURIComponent(identity)}&limit=50`);
  const shown = JSON.stringify(found.body);
  return words.every((text) => shown.includes(JSON.stringify(text).slice(1, -1)));
}

describe.each(ALL_FIXTURES.map((fixture) => [fixture.channel.kind, fixture] as const))("%s", (kind, fixture) => {
  it("lets in what its platform signed, keeps it, and refuses it altered", async () => {
    const first = fixture.samples[0];
    if (first === undefined) throw new Error("a fixture without samples");
    const signed: NonNullable<ChannelFixture["golden"]>[number] = {
      title: first.title,
      request: await fixture.deliver(first.payload, { config: fixture.config, at: fixture.now }),
      now: fixture.now,
    };
    for (const golden of [...(fixture.golden ?? []), signed]) {
      // Ours is the address that the engine is asked at; a vector's own cannot be taken over.
      const { publicOrigin: _, ...config } = golden.config ?? fixture.config;
      const webhookUrl = await webhookUrlFor(fixture, config);
      const request = atOurAddress(kind, golden.request, config, webhookUrl);
      const answer = await knock(webhookUrl, request, golden.now);
      const channel = bound(fixture, config);
      const verified = await channel.verify(request, golden.now);
      if (!verified.ok) throw new Error(`${golden.title}: ${verified.why}`);
      const parsed = channel.parse(verified.payload, request, golden.now);
      if (parsed.ok) {
        expect(answer.status, `${golden.title}: ${answer.body}`).toBeLessThan(300);
        expectKept(`${kind}: ${golden.title}`, parsed.events, channel.providerAccount);
      } else {
        // Some vectors seal words that are no message of the platform: the signature holds, the content is named as the fault.
        expect({ status: answer.status, code: (JSON.parse(answer.body) as { code: string }).code }, golden.title).toEqual({ status: 400, code: "malformed" });
      }
      if (fixture.skips.altered_body !== undefined) continue;
      const cut = await knock(webhookUrl, { ...request, body: request.body.slice(0, -3) }, golden.now);
      expect([400, 401, 403], `${golden.title}, cut: ${cut.status} ${cut.body}`).toContain(cut.status);
    }
  });

  it.runIf(fixture.handshakes)("answers its platform's check of the address to the byte", async () => {
    for (const handshake of fixture.handshakes ?? []) {
      const webhookUrl = await webhookUrlFor(fixture, handshake.config ?? fixture.config);
      const answer = await knock(webhookUrl, handshake.request, handshake.now ?? fixture.now);
      if (handshake.answer === null) continue;
      if (handshake.answer === "refused") {
        expect(answer.status, handshake.title).toBeGreaterThanOrEqual(400);
        expect(answer.status, handshake.title).toBeLessThan(500);
        continue;
      }
      expect({ status: answer.status, body: answer.body }, handshake.title).toEqual({ status: handshake.answer.status, body: handshake.answer.body });
    }
  });
});

describe("afterwards", () => {
  it(
    "every customer's words are in the customer's tree",
    async () => {
      expect(said.length).toBeGreaterThanOrEqual(ALL_FIXTURES.length);
      for (const one of said) await eventually(() => isKept(one), `${one.title}: ${one.identity} said ${one.words.join(" ")}`, KEPT_PATIENCE_MS);
    },
    2 * KEPT_PATIENCE_MS,
  );
});
