/** Whose line is told of a seat that it did not give. */
import { expect, it } from "vitest";
import type { HeldByHand } from "../../../../protocol/ports.ts";
import { doSteps } from "../../../../worker/pipeline/steps.ts";
import type { Services } from "../../../../worker/services.ts";

const ADDRESS = { tenant: "demo", customerId: "cu_1" };

function world(teamIds: readonly string[] | "unreachable"): { services: Services; calls: string[] } {
  const calls: string[] = [];
  const queue = (_: string, teamId: string): unknown => ({
    hold: async (): Promise<void> => void calls.push(`hold ${teamId}`),
    release: async (): Promise<void> => void calls.push(`release ${teamId}`),
  });
  const looked = teamIds === "unreachable" ? { look: "unreachable" } : { look: "found", value: { teamIds } };
  const services = { queue, agents: { get: async () => looked }, health: { report: () => undefined }, now: () => 0 } as unknown as Services;
  return { services, calls };
}

const seat = (teamId: string | null): HeldByHand => ({ teamId, conversationId: "cv_1", customerId: "cu_1", agentId: "ag_1", channel: "web", rank: 2 });

async function told(teamIds: readonly string[] | "unreachable", teamId: string | null): Promise<{ done: string[]; calls: string[] }> {
  const { services, calls } = world(teamIds);
  const hold = { id: "h", step: "hold" as const, held: seat(teamId) };
  const release = { id: "r", step: "release" as const, teamId, agentId: "ag_1", conversationId: "cv_1", rank: 3 };
  return { done: await doSteps(services, ADDRESS, [hold, release]), calls };
}

it("is the conversation's when the agent is of it, else the first of their own; a release is told wherever the seat may be", async () => {
  expect(await told(["tm_b", "tm_a"], "tm_b")).toEqual({ done: ["h", "r"], calls: ["hold tm_b", "release tm_b"] });
  expect(await told(["tm_b", "tm_a"], "tm_x")).toEqual({ done: ["h", "r"], calls: ["hold tm_a", "release tm_x", "release tm_a", "release tm_b"] });
  expect(await told(["tm_b"], null)).toEqual({ done: ["h", "r"], calls: ["hold tm_b", "release tm_b"] });
  expect(await told([], null)).toEqual({ done: ["h", "r"], calls: [] });
});

it("is asked for again when the agent's teams cannot be looked up; the conversation's own team hears of a release at once", async () => {
  expect(await told("unreachable", "tm_b")).toEqual({ done: [], calls: ["release tm_b"] });
});
