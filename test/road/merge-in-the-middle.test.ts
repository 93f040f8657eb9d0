/** One human on two channels at once, joined while both still write, and parted again: nothing lost, doubled or out of order. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { ring } from "../support/fake-platforms/fake-platform.ts";
import { startWebhook } from "../support/fake-platforms/webhook.ts";

/** Of each channel; `MERGE_MESSAGES=1000` makes it the two thousand of the project's promise. */
const EACH = Number(process.env.MERGE_MESSAGES ?? 150);
const PAGE = 200;
const PATIENCE_MS = 60_000 + EACH * 200;

let engine: RunningEngine;
let platform: Awaited<ReturnType<typeof startWebhook>>;

beforeAll(async () => {
  engine = await runEngine();
  platform = await startWebhook();
}, 90_000);

afterAll(async () => {
  await platform?.close();
  await engine?.stop();
  await engine?.remove();
});

interface View {
  turns: { kind: string; seq: number; parts: { text?: string }[] }[];
  nextBefore: number | null;
}

/** The customers' words in the tree's order, over all conversations. */
async function wordsOf(customerId: string): Promise<string[]> {
  const said: { seq: number; text: string }[] = [];
  const customer = await engine.call("GET", `/v1/customers/${customerId}?limit=50`);
  for (const { id } of customer.body.conversations as { id: string }[]) {
    for (let before: number | null = 0; before !== null; ) {
      const answer = await engine.call("GET", `/v1/conversations/${id}?limit=${PAGE}${before === 0 ? "" : `&before=${before}`}`);
      const view = answer.body as unknown as View;
      for (const { kind, seq, parts } of view.turns) if (kind === "message") said.push({ seq, text: parts[0]?.text ?? "" });
      before = view.nextBefore;
    }
  }
  return said.sort((a, b) => a.seq - b.seq).map(({ text }) => text);
}

const numbered = (channel: string): string[] => Array.from({ length: EACH }, (_, n) => `${channel} ${n}`);
const from = (channel: string, words: readonly string[]): string[] => words.filter((text) => text.startsWith(`${channel} `));

it(
  `${2 * EACH} messages from two channels with a merge in the middle are one tree, and unmerge restores both`,
  async () => {
    const account = await engine.call("POST", "/v1/channels", { kind: "webhook", name: "CRM", config: platform.config });
    const webhookUrl = String(account.body.webhookUrl);
    const ids = { crm: "", api: "" };
    const byApi = async (text: string): Promise<void> => {
      const answer = await engine.call("POST", "/v1/message", { from: { id: "api-9" }, text, externalId: text });
      expect(answer.status, JSON.stringify(answer.body)).toBe(202);
      ids.api ||= String(answer.body.customerId);
    };
    const byWebhook = async (text: string): Promise<void> => {
      const answer = await ring(webhookUrl, await platform.say("crm-9", text));
      expect(answer.status, answer.body).toBe(200);
    };
    const [firstApi = "", ...restApi] = numbered("api");
    const [firstCrm = "", ...restCrm] = numbered("crm");
    await byApi(firstApi);
    await byWebhook(firstCrm);
    ids.crm = await eventually(async () => {
      const found = await engine.call("GET", "/v1/customers?identity=user_id:crm-9");
      return found.status === 200 && String(found.body.id);
    }, "the webhook's customer is known");
    expect(ids.crm).not.toBe(ids.api);

    const merged: Promise<Record<string, unknown>>[] = [];
    const send = async (texts: readonly string[], one: (text: string) => Promise<void>, mergeAt: number): Promise<void> => {
      for (const [n, text] of texts.entries()) {
        if (n === mergeAt) merged.push(engine.call("POST", `/v1/customers/${ids.api}/merge`, { other: ids.crm }).then(({ body }) => body));
        await one(text);
      }
    };
    await Promise.all([send(restApi, byApi, Math.floor(EACH / 2)), send(restCrm, byWebhook, -1)]);
    const [joined] = await Promise.all(merged);
    const survivor = String(joined?.customerId);
    expect([ids.api, ids.crm]).toContain(survivor);

    const together = await eventually(
      async () => {
        const words = await wordsOf(survivor);
        return words.length >= 2 * EACH && words;
      },
      "both are one tree",
      PATIENCE_MS,
    );
    expect(new Set(together).size).toBe(2 * EACH);
    expect(together).toHaveLength(2 * EACH);
    expect(from("api", together)).toEqual(numbered("api"));
    expect(from("crm", together)).toEqual(numbered("crm"));

    const parted = await engine.call("POST", `/v1/customers/${survivor}/unmerge`, { graft: joined?.graft });
    expect(parted.status, JSON.stringify(parted.body)).toBe(200);
    const each = await eventually(
      async () => {
        const [api, crm] = await Promise.all([wordsOf(ids.api), wordsOf(ids.crm)]);
        return api.length === EACH && crm.length === EACH && { api, crm };
      },
      "each has its own words again",
      PATIENCE_MS,
    );
    expect(each.api).toEqual(numbered("api"));
    expect(each.crm).toEqual(numbered("crm"));
  },
  3 * PATIENCE_MS,
);
