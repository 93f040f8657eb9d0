/** All cases of the channel contract, in the order of the conformance table. */
import { INBOUND_CASES } from "./cases-inbound.ts";
import { OUTBOUND_CASES } from "./cases-outbound.ts";
import type { ContractCase } from "./contract-case.ts";

export const CONTRACT_CASES: readonly ContractCase[] = [...INBOUND_CASES, ...OUTBOUND_CASES];
