/** Addresses of the screens. The part after # carries them, so that any static host serves the console without rules. */
import { createHashHistory, createRootRoute, createRoute, createRouter, redirect } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { ConversationPage, NothingOpen } from "./conversation/conversation-page.tsx";
import { InboxPage } from "./inbox/inbox-page.tsx";
import { isTab } from "./inbox/tabs.ts";
import { behindOf, behindSuggestionsOf } from "./reports/figure-names.ts";
import { NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";
import { pageOnDemand } from "./ui/on-demand.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const toInbox = (): never => {
  throw redirect({ to: "/inbox/$tab", params: { tab: "mine" } });
};
const home = createRoute({ getParentRoute: () => root, path: "/", beforeLoad: toInbox });
const inbox = createRoute({
  getParentRoute: () => root,
  path: "/inbox/$tab",
  /** Whose conversations are looked at. */
  validateSearch: ({ agent }: Record<string, unknown>): { agent?: string } => (typeof agent === "string" ? { agent } : {}),
  beforeLoad: ({ params }) => {
    if (!isTab(params.tab)) toInbox();
  },
  component: InboxPage,
});
const nothingOpen = createRoute({ getParentRoute: () => inbox, path: "/", component: NothingOpen });
const conversation = createRoute({ getParentRoute: () => inbox, path: "$conversationId", component: ConversationPage });

const page = <P extends string>(path: P, load: () => Promise<ComponentType>) =>
  createRoute({ getParentRoute: () => root, path, component: pageOnDemand(load) });

const board = page("/board", () => import("./board/board-page.tsx").then((module) => module.BoardPage));
const search = createRoute({
  getParentRoute: () => root,
  path: "/search",
  /** What is searched at once. */
  validateSearch: ({ q }: Record<string, unknown>): { q?: string } => (typeof q === "string" ? { q } : {}),
  component: pageOnDemand(() => import("./search/search-page.tsx").then((module) => module.SearchPage)),
});
const knowledge = page("/knowledge", () => import("./knowledge/knowledge-page.tsx").then((module) => module.KnowledgePage));
const templates = page("/templates", () => import("./templates/templates-page.tsx").then((module) => module.TemplatesPage));
const intents = page("/intents", () => import("./intents/intents-page.tsx").then((module) => module.IntentsPage));
const channels = page("/channels", () => import("./channels/channels-page.tsx").then((module) => module.ChannelsPage));
const people = page("/people", () => import("./people/people-page.tsx").then((module) => module.PeoplePage));
const reports = page("/reports", () => import("./reports/reports-page.tsx").then((module) => module.ReportsPage));
const behind = createRoute({
  getParentRoute: () => root,
  path: "/reports/behind",
  validateSearch: behindOf,
  component: pageOnDemand(() => import("./reports/behind-page.tsx").then((module) => module.BehindPage)),
});
const suggestionsBehind = createRoute({
  getParentRoute: () => root,
  path: "/reports/suggestions",
  validateSearch: behindSuggestionsOf,
  component: pageOnDemand(() => import("./reports/suggestions-behind-page.tsx").then((module) => module.SuggestionsBehindPage)),
});
const orders = page("/orders", () => import("./orders/orders-page.tsx").then((module) => module.OrdersPage));
const webhooks = page("/webhooks", () => import("./webhooks/webhooks-page.tsx").then((module) => module.WebhooksPage));
const audit = page("/audit", () => import("./audit/audit-page.tsx").then((module) => module.AuditPage));
const rules = page("/rules", () => import("./rules/rules-page.tsx").then((module) => module.RulesPage));
const start = page("/start", () => import("./start/start-page.tsx").then((module) => module.StartPage));
const settings = page("/settings", () => import("./settings/settings-page.tsx").then((module) => module.SettingsPage));

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    inbox.addChildren([nothingOpen, conversation]),
    board,
    search,
    knowledge,
    templates,
    intents,
    channels,
    people,
    settings,
    reports,
    behind,
    suggestionsBehind,
    orders,
    webhooks,
    audit,
    rules,
    start,
  ]),
  history: createHashHistory(),
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
