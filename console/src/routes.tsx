/** Addresses of the screens. The part after # carries them, so that any static host serves the console without rules. */
import { createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { ConversationPage, NothingOpen } from "./conversation/conversation-page.tsx";
import { InboxPage, isTab } from "./inbox/inbox-page.tsx";
import { behindOf, behindSuggestionsOf } from "./reports/figure-names.ts";
import { NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";

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

const page = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, name) });

const board = page("/board", () => import("./board/board-page.tsx"), "BoardPage");
const search = page("/search", () => import("./search/search-page.tsx"), "SearchPage");
const knowledge = page("/knowledge", () => import("./knowledge/knowledge-page.tsx"), "KnowledgePage");
const templates = page("/templates", () => import("./templates/templates-page.tsx"), "TemplatesPage");
const intents = page("/intents", () => import("./intents/intents-page.tsx"), "IntentsPage");
const channels = page("/channels", () => import("./channels/channels-page.tsx"), "ChannelsPage");
const people = page("/people", () => import("./people/people-page.tsx"), "PeoplePage");
const reports = page("/reports", () => import("./reports/reports-page.tsx"), "ReportsPage");
const behind = createRoute({
  getParentRoute: () => root,
  path: "/reports/behind",
  validateSearch: behindOf,
  component: lazyRouteComponent(() => import("./reports/behind-page.tsx"), "BehindPage"),
});
const suggestionsBehind = createRoute({
  getParentRoute: () => root,
  path: "/reports/suggestions",
  validateSearch: behindSuggestionsOf,
  component: lazyRouteComponent(() => import("./reports/suggestions-behind-page.tsx"), "SuggestionsBehindPage"),
});
const orders = page("/orders", () => import("./orders/orders-page.tsx"), "OrdersPage");
const webhooks = page("/webhooks", () => import("./webhooks/webhooks-page.tsx"), "WebhooksPage");
const audit = page("/audit", () => import("./audit/audit-page.tsx"), "AuditPage");
const rules = page("/rules", () => import("./rules/rules-page.tsx"), "RulesPage");
const start = page("/start", () => import("./start/start-page.tsx"), "StartPage");
const settings = page("/settings", () => import("./settings/settings-page.tsx"), "SettingsPage");

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
