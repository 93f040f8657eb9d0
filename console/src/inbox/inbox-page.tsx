/** C2: the inbox. List left, conversation right; on phones one or the other. */
import { Link, Outlet, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useSignIn } from "../api/sign-in-state.ts";
import { useT } from "../i18n/index.ts";
import { useWaiting } from "../shell/rail.tsx";
import { Empty, LoadError, ThinBar } from "../ui/blocks.tsx";
import { Filters } from "./filters.tsx";
import { type Filter, type List, NO_FILTER, useAll, useMentions, useMine, useQueue, useUnassigned } from "./lists.ts";
import { Questions } from "./questions.tsx";
import { RowList } from "./row-list.tsx";
import { StaleLine } from "./stale-line.tsx";
import { isTab, TABS, type Tab } from "./tabs.ts";
import { TargetsProvider, useTargets } from "./targets.ts";
import "./inbox.css";

function Tabs({ counts }: { counts: Partial<Record<Tab, number>> }): ReactNode {
  const t = useT();
  return (
    <nav className="inbox-tabs" aria-label={t("inbox.list")}>
      {TABS.map((tab) => (
        <Link key={tab} to="/inbox/$tab" params={{ tab }} className="inbox-tab" activeProps={{ className: "active" }}>
          {t(`inbox.${tab}`)}
          {(counts[tab] ?? 0) > 0 && <span className="tabular muted"> {counts[tab]}</span>}
        </Link>
      ))}
    </nav>
  );
}

function NoRows({ tab, filtered, clear }: { tab: Tab; filtered: boolean; clear: () => void }): ReactNode {
  const t = useT();
  const noTeam = useSignIn(({ signedIn }) => signedIn !== null && signedIn.agent.role !== "admin" && signedIn.agent.teamIds.length === 0);
  if (filtered)
    return (
      <Empty text={t("inbox.empty.filtered")}>
        <button type="button" className="button" onClick={clear}>
          {t("filter.clear")}
        </button>
      </Empty>
    );
  if (noTeam && (tab === "mine" || tab === "queue")) return <Empty text={t("inbox.empty.no-team")} />;
  return (
    <Empty text={t(`inbox.empty.${tab}`)}>
      {tab === "mine" && (
        <Link to="/inbox/$tab" params={{ tab: "queue" }} className="button">
          {t("inbox.to-queue")}
        </Link>
      )}
    </Empty>
  );
}

function SkeletonRows(): ReactNode {
  return (
    <div aria-hidden>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton-row" />
      ))}
    </div>
  );
}

export function InboxPage(): ReactNode {
  const params = useParams({ strict: false });
  const tab: Tab = isTab(params.tab ?? "") ? (params.tab as Tab) : "mine";
  const { agent } = useSearch({ strict: false });
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  useEffect(() => {
    if (agent !== undefined) setFilter({ ...NO_FILTER, agent });
  }, [agent]);
  const lists: Record<Tab, List> = {
    mine: useMine(),
    queue: useQueue(tab === "queue"),
    unassigned: useUnassigned(tab === "unassigned"),
    all: useAll(filter, tab === "all"),
    mentions: useMentions(tab === "mentions"),
  };
  const list = lists[tab];
  const targets = useTargets();
  const waiting = useWaiting();
  const filtered = tab === "all" && JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
  const { more } = list;
  const end = useCallback(() => more?.(), [more]);
  return (
    <div className={`inbox ${params.conversationId === undefined ? "" : "open"}`}>
      <section className="inbox-list">
        <Tabs counts={{ mine: lists.mine.rows.length, queue: waiting }} />
        <ThinBar on={list.loading} />
        <StaleLine list={list} />
        <Questions tab={tab} />
        {tab === "all" && <Filters filter={filter} onFilter={setFilter} />}
        {list.error !== null && <LoadError error={list.error} onRetry={list.retry} />}
        {list.loading && <SkeletonRows />}
        {!list.loading && list.rows.length === 0 && list.error === null ? (
          <NoRows tab={tab} filtered={filtered} clear={() => setFilter(NO_FILTER)} />
        ) : (
          <TargetsProvider value={targets}>
            <RowList key={tab} rows={list.rows} tab={tab} onEnd={end} />
          </TargetsProvider>
        )}
      </section>
      <Outlet />
    </div>
  );
}
