/** The whole channel contract once more in workerd: its WebCrypto is not Node's. */
import { channelContract } from "../../../contract/channel-contract.ts";
import { ALL_FIXTURES } from "../../../fixtures/channels/all.ts";

for (const fixture of ALL_FIXTURES) channelContract(fixture);
