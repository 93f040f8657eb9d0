/** The suite every channel kind runs with its fixture. A skipped case names the platform's limitation in its title. */
import { describe, test } from "vitest";
import { INBOUND_CASES } from "./cases-inbound.ts";
import { OUTBOUND_CASES } from "./cases-outbound.ts";
import type { ChannelFixture } from "./channel-fixture.ts";
import type { ContractCase } from "./contract-case.ts";

export const CONTRACT_CASES: readonly ContractCase[] = [...INBOUND_CASES, ...OUTBOUND_CASES];

export function channelContract(fixture: ChannelFixture): void {
  describe(`the ${fixture.channel.kind} channel`, () => {
    for (const contractCase of CONTRACT_CASES) {
      const reason = fixture.skips[contractCase.id];
      if (reason === undefined) test(contractCase.title, () => contractCase.run(fixture));
      else test.skip(`${contractCase.title} — not possible: ${reason}`, () => undefined);
    }
  });
}
