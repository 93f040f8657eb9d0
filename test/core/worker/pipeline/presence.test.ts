import { describe, expect, it } from "vitest";
import type { AgentCapacity } from "../../../../protocol/ports.ts";
import { leaveQueues, membersChanged, tellQueues } from "../../../../worker/pipeline/presence.ts";
import type { Services } from "../../../../worker/services.ts";
import type { AgentRow } from "../../../../worker/tenants/people.ts";

const agentRow = (id: string, teamIds: string[]): AgentRow =>
  ({ tenant: "t", id, name: id, capacity: 3, perChannel: {}, skills: ["refund"], languages: ["zh"], teamIds, disabledAt: null }) as unknown as AgentRow;

/** Queues that write down what they were told; desks that say `online`. */
function shop(agents: Readonly<Record<string, AgentRow | "unreachable">>) {
  const told: string[] = [];
  const services = {
    agents: {
      get: async (key: string) => {
        const agent = agents[key.slice(2)];
        return agent === undefined ? { look: "missing" } : agent === "unreachable" ? { look: "unreachable" } : { look: "found", value: agent };
      },
    },
    queue: (tenant: string, teamId: string) => ({
      agentChanged: async (_tenant: string, _team: string, capacity: AgentCapacity) =>
        void told.push(`${tenant}:${teamId} ${capacity.agentId} ${capacity.state}${capacity.reason ? ` (${capacity.reason})` : ""}`),
    }),
    desk: () => ({ presence: async () => ({ state: "break", reason: "lunch", sockets: 1, since: 0 }) }),
  } as unknown as Services;
  return { services, told };
}

describe("agents and the queues of their teams", () => {
  it("every team of an agent hears of their state, and why", async () => {
    const { services, told } = shop({ li: agentRow("li", ["support", "sales"]) });
    await tellQueues(services, "t", "li", "break", "lunch");
    expect(told).toEqual(["t:support li break (lunch)", "t:sales li break (lunch)"]);
  });

  it("an agent who left a team is offline there, and nowhere else", async () => {
    const { services, told } = shop({});
    await leaveQueues(services, "t", agentRow("li", ["support", "sales"]), ["sales"]);
    expect(told).toEqual(["t:sales li offline"]);
  });

  it("a changed list of members tells who came as they are now and who left as offline; who stays is not told", async () => {
    const { services, told } = shop({ li: agentRow("li", []), wang: agentRow("wang", []), zhao: agentRow("zhao", []) });
    await membersChanged(services, "t", "support", ["li", "zhao"], ["wang", "zhao", "nobody"]);
    expect(told.sort()).toEqual(["t:support li offline", "t:support wang break (lunch)"]);
  });

  it("an agent who cannot be looked up is no agent without teams: the telling fails, and is done again", async () => {
    const { services, told } = shop({ li: "unreachable" });
    await expect(tellQueues(services, "t", "li", "online", undefined)).rejects.toThrow("cannot be looked up");
    await expect(membersChanged(services, "t", "support", [], ["li"])).rejects.toThrow("cannot be looked up");
    expect(told).toEqual([]);
  });
});
