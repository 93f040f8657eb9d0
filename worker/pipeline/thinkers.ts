/** Plugs the skills into `think`: one bundle per tenant and isolate. The pipeline alone knows all skills. */
import type { ContextTurn, Understanding } from "../../protocol/understanding.ts";
import { understandingSkills } from "../intent/skills.ts";
import { understand } from "../intent/understand.ts";
import type { Services } from "../services.ts";
import { suggest } from "../suggestions/suggest.ts";
import { tenantSettingsSchema } from "../tenants/tenant.ts";
import { findForParts, readyTemplates } from "./answer-parts.ts";
import { findArticles } from "./find-articles.ts";
import { ordersFor, toldLately } from "./orders.ts";
import type { Findings, Thinkers } from "./think.ts";

const HITS = 5;

export interface AllThinkers extends Thinkers {
  /** The search of think, for whoever looks ahead. */
  find(words: string, understanding: Understanding, context: readonly ContextTurn[]): Promise<Findings>;
}

export async function thinkersOf(services: Services, tenantId: string): Promise<AllThinkers> {
  const looked = await services.tenants.get(tenantId);
  const settings = looked.look === "found" ? looked.value.settings : tenantSettingsSchema.parse({});
  const find = async (words: string, understanding: Understanding, context: readonly ContextTurn[] = []): Promise<Findings> => {
    const found = await findArticles(services, tenantId, words, understanding, { audience: "public", limit: HITS, context });
    return { hits: found.hits, complete: !found.partial };
  };
  return {
    find,
    understand: (text, context) => services.busy.compute(services.now, () => understand(text, context, understandingSkills(services, tenantId))),
    search: (task, understanding) => find(task.text, understanding, task.context),
    lookUp: (task, understanding) => ordersFor(services, task, understanding),
    suggest: async (task, understanding, findings, orders) => {
      const [parts, templates] = await Promise.all([
        findForParts(task.text, understanding, findings.hits, async (words) => (await find(words, understanding)).hits),
        readyTemplates(services, task, understanding, orders),
      ]);
      const { turnId, choices } = task;
      const { readyConfidence } = settings;
      const known = new Set(toldLately(task, understanding).keys());
      return suggest({ turnId, understanding, parts, orders, templates, known, asked: choices !== undefined, readyConfidence }, services.now());
    },
    settings: { autoReply: settings.autoReply, autoReplyConfidence: settings.autoReplyConfidence, defaultTeamId: settings.defaultTeamId },
    report: (component, state, detail) => services.health.report(component, state, detail, services.now()),
  };
}
