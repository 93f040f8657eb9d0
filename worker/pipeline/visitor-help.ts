/** What a visitor's widget is told before and beside the conversation: its configuration, whether the team is open, articles that may answer. */
import type { ListedArticle } from "../knowledge/public-articles.ts";
import { platformTimer, within } from "../resilience/deadline.ts";
import type { Services } from "../services.ts";
import type { Looked } from "../tenants/last-known.ts";
import { widgetConfig } from "../tenants/widget-settings.ts";
import { findArticles } from "./find-articles.ts";

/** A queue that does not say by then whether it is open is left out, ms. */
const OPENING_MS = 500;

export interface VisitorConfig extends ReturnType<typeof widgetConfig> {
  tenant: string;
  name: string;
  /** null = not known just now */
  open: boolean | null;
  /** When that changes, epoch ms; null = not within a year. */
  changesAt: number | null;
  /** How long somebody who writes now waits for a person, seconds; null = not known, or nobody is there. */
  waitSeconds: { low: number; high: number } | null;
}

const UNKNOWN: { open: null; changesAt: null; waitSeconds: null } = { open: null, changesAt: null, waitSeconds: null };

async function openingOf(services: Services, tenant: string, teamId: string): Promise<Pick<VisitorConfig, "open" | "changesAt" | "waitSeconds">> {
  try {
    const asked = await within(services.queue(tenant, teamId).opening(tenant, teamId, services.now()), OPENING_MS, platformTimer);
    return asked.inTime ? { ...asked.value, waitSeconds: asked.value.waitSeconds ?? null } : UNKNOWN;
  } catch {
    // A broken queue must not keep the widget from showing.
    return UNKNOWN;
  }
}

export async function visitorConfig(services: Services, tenantId: string, locale: string): Promise<Looked<VisitorConfig>> {
  const looked = await services.tenants.get(tenantId);
  if (looked.look !== "found") return looked;
  const { id, name, settings } = looked.value;
  const opening = await openingOf(services, id, settings.defaultTeamId);
  return { ...looked, value: { tenant: id, name, ...widgetConfig(settings.widget, settings.greeting, locale), ...opening } };
}

export async function visitorArticles(
  services: Services,
  tenant: string,
  words: string,
  limit: number,
): Promise<{ articles: ListedArticle[]; partial: boolean }> {
  const found = await findArticles(services, tenant, words, null, { audience: "public", limit });
  return {
    articles: found.hits.map(({ articleId, title, passage, language }) => ({ id: articleId, title, passage, language: language ?? "" })),
    partial: found.partial,
  };
}
