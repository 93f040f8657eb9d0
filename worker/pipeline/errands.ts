/** What only a session asks for: merges that stopped half-way, words that belong to somebody else, whispers. True = done. */
import type { Address, Errand } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";
import { carryOver, giveBack } from "./merge.ts";

export async function doErrand(services: Services, address: Address, errand: Errand): Promise<boolean> {
  const { tenant } = address;
  switch (errand.errand) {
    case "merge":
      return (await carryOver(services, tenant, errand.into, errand.graft)).outcome === "merged";
    case "unmerge":
      return (await giveBack(services, address, errand.graftId, errand.from)).outcome === "unmerged";
    case "forward": {
      // Not following `moved`: a tombstone would lead back to whoever forwards.
      const outcome = await services.session(tenant, errand.to).record({ ...errand.input, customerId: errand.to });
      // Words from before their writer was erased are done with.
      return outcome.outcome === "recorded" || (outcome.outcome === "refused" && outcome.code === "erased");
    }
    case "whisper":
      await services.desk(tenant, errand.agentId).whisper(tenant, errand.agentId, errand.frame);
      return true;
    default:
      return errand satisfies never;
  }
}
