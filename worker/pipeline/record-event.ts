/** The first verb: one event is made durable, and what follows from it is started once the answer is on its way. */
import type { Address, RecordInput } from "../../protocol/ports.ts";
import type { RecordPort, Taken } from "../../protocol/taken.ts";
import { type GuardedOutcome, guardedRecord } from "../resilience/guarded.ts";
import type { StoredOutcome } from "../resilience/record-following.ts";
import { tracedBy } from "../resilience/trace.ts";
import type { Services } from "../services.ts";
import { thinkAndMove } from "./after-record.ts";
import { callWaiting } from "./call-waiting.ts";
import { maskedInput, maskedKinds } from "./masked.ts";

/** Durable when it answers `stored`. Thinking goes on after the answer. */
export async function recordEvent(services: Services, given: RecordInput): Promise<Taken> {
  const input = { ...given, ...tracedBy() };
  const owner = services.ownerOf(input);
  const taken = await (owner ? recordAt(owner, input) : recordHere(services, input));
  const stored = taken.taken === "stored" ? taken.storedIn : taken.taken;
  services.metrics.count("kefu_events_total", "What channels brought in, by where it was stored", { channel: given.channel.kind, stored });
  services.traces.note(given.tenant, STEP[stored], (taken.taken === "stored" ? taken.turnId : null) ?? given.channel.kind);
  return taken;
}

const STEP = { session: "recorded", fallback: "kept", refused: "refused", unavailable: "refused" } as const;

/** Only the owner knows what it has kept of this customer: recording past it would overtake. */
async function recordAt(owner: RecordPort, input: RecordInput): Promise<Taken> {
  try {
    return await owner.record(input);
  } catch {
    return { taken: "unavailable", detail: "The process that keeps this customer does not answer." };
  }
}

export async function recordHere(services: Services, given: RecordInput): Promise<Taken> {
  const kinds = await maskedKinds(services, given.tenant);
  if (kinds === null) return { taken: "unavailable", detail: "The tenant's rules cannot be looked up just now" };
  const input = maskedInput(given, kinds);
  const guarded = await services.busy.record(services.now(), () =>
    guardedRecord(services.guard, services.busy.isFlooded(services.now()) ? { ...input, flooded: true } : input),
  );
  callWaiting(services);
  if (guarded.stored === "session") {
    const work = followUp(services, { tenant: input.tenant, customerId: guarded.customerId }, guarded.outcome);
    if (work) services.later(work);
  }
  if (guarded.stored === "fallback") {
    const address = { tenant: input.tenant, customerId: guarded.customerId };
    services.later(guarded.late.then((outcome) => (outcome ? followUp(services, address, outcome) : undefined)));
  }
  return takenOf(guarded, input);
}

/** Undefined when nothing follows: most receipts, repeated messages. */
function followUp(services: Services, address: Address, outcome: StoredOutcome): Promise<void> | undefined {
  if (outcome.outcome !== "recorded" || (!outcome.task && outcome.steps.length === 0)) return undefined;
  return thinkAndMove(services, address, outcome);
}

function takenOf(guarded: GuardedOutcome, input: RecordInput): Taken {
  switch (guarded.stored) {
    case "session": {
      const { outcome, customerId } = guarded;
      if (outcome.outcome === "refused") return { taken: "refused", code: outcome.code, detail: outcome.detail };
      const { turnId, conversationId, seq, duplicate } = outcome;
      return { taken: "stored", storedIn: "session", customerId, turnId, conversationId, seq, duplicate };
    }
    case "fallback": {
      const turnId = input.event.type === "message" ? input.event.turnId : null;
      return { taken: "stored", storedIn: "fallback", customerId: guarded.customerId, turnId, conversationId: null, seq: null, duplicate: false };
    }
    case "nowhere":
      return { taken: "unavailable", detail: guarded.why };
    default:
      return guarded satisfies never;
  }
}
