/** The suite every channel kind runs with its fixture. A skipped case names the platform's limitation in its title. */
import { describe, test } from "vitest";
import type { ChannelFixture } from "./channel-fixture.ts";
import { CONTRACT_CASES } from "./contract-cases.ts";

export function channelContract(fixture: ChannelFixture): void {
  describe(`the ${fixture.channel.kind} channel`, () => {
    for (const contractCase of CONTRACT_CASES) {
      const reason = fixture.skips[contractCase.id];
      if (reason === undefined) test(contractCase.title, () => contractCase.run(fixture));
      else test.skip(`${contractCase.title} — not possible: ${reason}`, () => undefined);
    }
  });
}
