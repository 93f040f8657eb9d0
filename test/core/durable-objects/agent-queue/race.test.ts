import { expect, it } from "vitest";
import { textsOf } from "../customer-session/node-session.ts";
import { RaceShop } from "./race-shop.ts";

/** Conversations that race; RACED=10000 for the long run, SEED for another one. */
const RACED = Number(process.env["RACED"] ?? 150);
const SEED = Number(process.env["SEED"] ?? 7);
/** They come in waves, so that two agents have more than they can do. */
const WAVE = 30;
const ACTIONS_PER_CONVERSATION = 40;
const MS_PER_CONVERSATION = 200;

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

it(
  "conversations that bot, two agents and a supervisor race for are all ended, answered by one voice at a time, and never given beyond capacity",
  async () => {
    const shop = new RaceShop(mulberry(SEED));
    let ended = 0;
    while (ended < RACED) {
      for (let n = 0; n < WAVE * ACTIONS_PER_CONVERSATION; n++) {
        if (n % ACTIONS_PER_CONVERSATION === 0) await shop.comes();
        await shop.act();
      }
      expect(await shop.finish(400), `stuck: ${shop.left()}`).toBe(true);
      expect(shop.faults).toEqual([]);
      for (const turns of shop.close()) {
        const words = textsOf(turns.filter(({ kind, author }) => kind === "reply" && author.kind === "agent"));
        expect(new Set(words).size, "a reply was written twice").toBe(words.length);
        ended += 1;
      }
    }
    expect(shop.counts.replies).toBeGreaterThan(ended / 4);
    expect(shop.counts.compared).toBeGreaterThan(0);
    expect(shop.counts.helped).toBeGreaterThan(0);
    console.info(`${ended} conversations, seed ${SEED}: ${JSON.stringify(shop.counts)}`);
  },
  60_000 + RACED * MS_PER_CONVERSATION,
);
