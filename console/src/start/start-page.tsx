/** C18: from nothing to the first message, step by step; each shows by itself that it is done. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, Circle } from "lucide-react";
import type { ReactNode } from "react";
import { API_ORIGIN, read } from "../api/client.ts";
import { useAgents } from "../api/queries.ts";
import type { ArticleListed, ConversationPage } from "../api/shapes.ts";
import { useSignIn } from "../api/sign-in-state.ts";
import { useT } from "../i18n/index.ts";
import { CopyLine } from "../ui/copy-line.tsx";
import "./start.css";

/** The first message is looked for so often, ms. */
const LOOK_MS = 2_000;

function Step({ done, title, children }: { done: boolean; title: string; children: ReactNode }): ReactNode {
  const t = useT();
  return (
    <li className={`start-step ${done ? "done" : ""}`}>
      {done ? <Check size={20} strokeWidth={2} aria-label={t("start.done")} /> : <Circle size={20} strokeWidth={1.5} aria-hidden />}
      <div className="grow">
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  );
}

function FirstMessage(): ReactNode {
  const t = useT();
  const query = useQuery({
    queryKey: ["start", "first"],
    queryFn: () => read<ConversationPage>("/v1/conversations?channel=web&limit=1"),
    refetchInterval: ({ state }) => (state.data?.conversations.length ? false : LOOK_MS),
  });
  const [first] = query.data?.conversations ?? [];
  return (
    <Step done={first !== undefined} title={t("start.message")}>
      {first ? (
        <p role="status">
          {t("start.came")} <bdi>“{first.preview}”</bdi>{" "}
          <Link to="/inbox/$tab/$conversationId" params={{ tab: "all", conversationId: first.id }}>
            {t("start.open")}
          </Link>
        </p>
      ) : (
        <>
          <p>{t("start.message-hint")}</p>
          <p className="row">
            <a className="button primary" href={`${API_ORIGIN}/demo`} target="_blank" rel="noopener">
              {t("start.demo")}
            </a>
            <span className="muted" role="status">
              {t("start.waiting")}
            </span>
          </p>
        </>
      )}
    </Step>
  );
}

export function StartPage(): ReactNode {
  const t = useT();
  const tenant = useSignIn((state) => state.signedIn?.agent.tenant ?? "");
  const snippet = `<script async src="${API_ORIGIN}/widget.js" data-tenant="${tenant}"></script>`;
  const agents = useAgents();
  const channels = useQuery({ queryKey: ["channels"], queryFn: async () => (await read<{ channels: unknown[] }>("/v1/channels")).channels });
  const articles = useQuery({
    queryKey: ["start", "articles"],
    queryFn: async () => (await read<{ articles: ArticleListed[] }>("/v1/knowledge/articles?limit=1")).articles,
  });
  return (
    <div className="page">
      <div className="page-inner">
        <h1>{t("nav.start")}</h1>
        <ol className="start-steps">
          <FirstMessage />
          <Step done={false} title={t("start.snippet")}>
            <p>{t("settings.widget-hint")}</p>
            <CopyLine text={snippet} label={t("settings.copy-snippet")} />
          </Step>
          <Step done={(articles.data?.length ?? 0) > 0} title={t("start.articles")}>
            <p>
              {t("start.articles-hint")} <Link to="/knowledge">{t("nav.knowledge")}</Link>
            </p>
          </Step>
          <Step done={(channels.data?.length ?? 0) > 0} title={t("start.channels")}>
            <p>
              {t("start.channels-hint")} <Link to="/channels">{t("nav.channels")}</Link>
            </p>
          </Step>
          <Step done={(agents.data?.length ?? 0) > 1} title={t("start.people")}>
            <p>
              {t("start.people-hint")} <Link to="/people">{t("nav.people")}</Link>
            </p>
          </Step>
        </ol>
      </div>
    </div>
  );
}
