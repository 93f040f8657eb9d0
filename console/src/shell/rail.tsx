/** The left rail: where one can go, how many wait, my presence. A bar at the bottom on phones. */
import { Link } from "@tanstack/react-router";
import {
  BarChart3,
  BookOpen,
  FileText,
  Inbox,
  Lightbulb,
  type LucideIcon,
  MessageSquareQuote,
  Package,
  Plug,
  Rocket,
  ScrollText,
  Search,
  Settings,
  Users,
  Webhook,
  Workflow,
} from "lucide-react";
import type { ReactNode } from "react";
import { useMay, useQueues, useServerHas } from "../api/queries.ts";
import { useSignIn } from "../api/sign-in-state.ts";
import { type Key, useT } from "../i18n/index.ts";
import { useDesk } from "../state/desk.ts";
import { mine } from "../state/rows.ts";
import { PresenceSwitch } from "./presence-switch.tsx";
import { MOD } from "./shortcuts.ts";

interface Place {
  to:
    | "/search"
    | "/board"
    | "/reports"
    | "/orders"
    | "/knowledge"
    | "/templates"
    | "/intents"
    | "/channels"
    | "/people"
    | "/rules"
    | "/webhooks"
    | "/audit"
    | "/start"
    | "/settings";
  label: Key;
  icon: LucideIcon;
}

const PLACES: readonly Place[] = [
  { to: "/search", label: "nav.search", icon: Search },
  { to: "/board", label: "nav.board", icon: BarChart3 },
  { to: "/reports", label: "nav.reports", icon: FileText },
  { to: "/orders", label: "nav.orders", icon: Package },
  { to: "/knowledge", label: "nav.knowledge", icon: BookOpen },
  { to: "/templates", label: "nav.templates", icon: MessageSquareQuote },
  { to: "/intents", label: "nav.intents", icon: Lightbulb },
  { to: "/channels", label: "nav.channels", icon: Plug },
  { to: "/people", label: "nav.people", icon: Users },
  { to: "/rules", label: "nav.rules", icon: Workflow },
  { to: "/webhooks", label: "nav.webhooks", icon: Webhook },
  { to: "/audit", label: "nav.audit", icon: ScrollText },
  { to: "/start", label: "nav.start", icon: Rocket },
  { to: "/settings", label: "nav.settings", icon: Settings },
];

export function usePlaces(): Place[] {
  const supervises = useMay("supervise");
  const knowsIntents = useServerHas("/v1/understand", "post");
  const hasTemplates = useServerHas("/v1/templates");
  const hasReports = useServerHas("/v1/reports/conversations");
  const hasOrders = useServerHas("/v1/orders");
  const tells = useServerHas("/v1/webhooks");
  const mayTell = useMay("webhooks:write");
  const hasRules = useServerHas("/v1/automation/rules");
  const mayRule = useMay("automation:write");
  const mayStart = useMay("settings:write");
  const hasAudit = useServerHas("/v1/audit");
  const mayAudit = useMay("audit:read");
  const hidden: Partial<Record<Place["to"], boolean>> = {
    "/board": !supervises,
    "/reports": !supervises || !hasReports,
    "/orders": !hasOrders,
    "/templates": !hasTemplates,
    "/intents": !knowsIntents,
    "/rules": !hasRules || !mayRule,
    "/start": !mayStart,
    "/webhooks": !tells || !mayTell,
    "/audit": !hasAudit || !mayAudit,
  };
  return PLACES.filter(({ to }) => !hidden[to]);
}

const NO_TEAMS: readonly string[] = [];

/** How many wait in my teams' queues. */
export function useWaiting(): number {
  const teamIds = useSignIn((state) => state.signedIn?.agent.teamIds ?? NO_TEAMS);
  return useQueues(teamIds).queues.reduce((sum, queue) => sum + queue.waitingCount, 0);
}

export function Rail({ onCommands }: { onCommands: () => void }): ReactNode {
  const t = useT();
  const places = usePlaces();
  const unread = useDesk((state) => mine(state.rows, state.me).filter((row) => (state.unread[row.id] ?? 0) > 0).length);
  const waiting = useWaiting();
  return (
    <nav className="rail" aria-label={t("nav.label")}>
      <div className="rail-brand">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={22} height={22} />
        <span className="rail-name">Kefu</span>
        <button type="button" className="rail-command" onClick={onCommands} title={t("commands.title")}>
          <span className="kbd">{MOD} K</span>
          <span className="hidden-text"> {t("commands.title")}</span>
        </button>
      </div>
      <Link to="/inbox/$tab" params={{ tab: "mine" }} className="rail-link" activeProps={{ className: "active" }} title={t("nav.inbox")}>
        <Inbox size={18} strokeWidth={1.5} aria-hidden />
        <span className="rail-text">{t("nav.inbox")}</span>
        {unread > 0 && (
          <span className="rail-count" title={t("nav.unread", { count: unread })}>
            {unread}
          </span>
        )}
        {unread === 0 && waiting > 0 && (
          <span className="rail-count quiet" title={t("nav.waiting", { count: waiting })}>
            {waiting}
          </span>
        )}
      </Link>
      {places.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className="rail-link" activeProps={{ className: "active" }} title={t(label)}>
          <Icon size={18} strokeWidth={1.5} aria-hidden />
          <span className="rail-text">{t(label)}</span>
        </Link>
      ))}
      <PresenceSwitch />
    </nav>
  );
}
