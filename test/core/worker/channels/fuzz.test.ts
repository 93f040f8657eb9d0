import { describe, test } from "vitest";
import { fuzzChannel } from "../../../contract/channel-fuzz.ts";
import { ALL_FIXTURES } from "../../../fixtures/channels/all.ts";

/** A hundred times more run at night: `npm run fuzz`. */
const RUNS = 1000;

describe("a thousand broken payloads and forged requests", () => {
  test.each(ALL_FIXTURES.map((fixture) => ({ kind: fixture.channel.kind, fixture })))(
    "neither stop nor fool $kind",
    { timeout: 60_000 },
    async ({ fixture }) => {
      await fuzzChannel(fixture, RUNS);
    },
  );
});
