/** C9: one field over conversations, customers and articles. */
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { type ReactNode, useDeferredValue, useEffect, useRef, useState } from "react";
import type { CustomerView } from "../../../protocol/conversation.ts";
import type { KnowledgeHit } from "../../../protocol/understanding.ts";
import { ask, read } from "../api/client.ts";
import type { ConversationPage } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { ConversationRow } from "../inbox/conversation-row.tsx";
import { rowOfListed } from "../state/model.ts";
import { Empty, Loaded } from "../ui/blocks.tsx";
import { Marked } from "./marked.tsx";
import { NO_SEARCH_FILTER, type SearchFilter, SearchFilters, searched } from "./search-filters.tsx";
import "./search.css";

const LEAST = 2;
const WAIT_MS = 60_000;

const useConversations = (q: string, filter: SearchFilter) =>
  useQuery({
    queryKey: ["search", "conversations", q, filter],
    queryFn: () => read<ConversationPage>(`/v1/conversations?${searched(q, filter, Date.now())}`),
    enabled: q.length >= LEAST,
    staleTime: WAIT_MS,
  });
const useArticles = (q: string) =>
  useQuery({
    queryKey: ["search", "knowledge", q],
    queryFn: () => read<{ hits: KnowledgeHit[] }>(`/v1/knowledge/search?q=${encodeURIComponent(q)}`),
    enabled: q.length >= LEAST,
    staleTime: WAIT_MS,
  });

/** An address is looked up among the identities; anything else is no address. */
function addressIn(q: string): string | null {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(q)) return `email:${q}`;
  return /^\+?[\d\s-]{7,}$/.test(q) ? `phone:${q.replace(/[\s-]/g, "")}` : null;
}

const useCustomer = (q: string) => {
  const address = addressIn(q);
  return useQuery({
    queryKey: ["search", "customer", address],
    queryFn: async () => {
      const answer = await ask<CustomerView>("GET", `/v1/customers?identity=${encodeURIComponent(address ?? "")}`);
      return answer.ok ? answer.value : null;
    },
    enabled: address !== null,
    staleTime: WAIT_MS,
  });
};

function Found({ title, count, children }: { title: string; count: number; children: ReactNode }): ReactNode {
  if (count === 0) return null;
  return (
    <section className="section">
      <h2>
        {title} <span className="muted tabular">{count}</span>
      </h2>
      {children}
    </section>
  );
}

function CustomerFound({ view }: { view: CustomerView }): ReactNode {
  const t = useT();
  const latest = view.conversations[0];
  return (
    <Found title={t("customer")} count={1}>
      <p className="row">
        <strong dir="auto">{view.customer.name ?? t("customer.unnamed")}</strong>
        {latest && (
          <Link className="button small" to="/inbox/$tab/$conversationId" params={{ tab: "all", conversationId: latest.id }}>
            {t("search.open")}
          </Link>
        )}
      </p>
    </Found>
  );
}

function Results({ q, filter }: { q: string; filter: SearchFilter }): ReactNode {
  const t = useT();
  const conversations = useConversations(q, filter);
  const articles = useArticles(q);
  const customer = useCustomer(q);
  const nothing = conversations.data?.conversations.length === 0 && articles.data?.hits.length === 0 && !customer.data;
  return (
    <>
      {customer.data && <CustomerFound view={customer.data} />}
      <Loaded query={conversations}>
        {(page) => (
          <Found title={t("inbox.list")} count={page.conversations.length}>
            <ul className="search-rows">
              {page.conversations.map((one) => (
                <li key={one.id}>
                  <ConversationRow row={rowOfListed(one)} tab="all" wanted={q} />
                </li>
              ))}
            </ul>
          </Found>
        )}
      </Loaded>
      <Loaded query={articles}>
        {({ hits }) => (
          <Found title={t("nav.knowledge")} count={hits.length}>
            <ul className="stack">
              {hits.map((hit) => (
                <li key={`${hit.articleId}${hit.passage.slice(0, 20)}`}>
                  <strong>
                    <Marked text={hit.title} wanted={q} />
                  </strong>
                  <p className="muted hit-passage">
                    <Marked text={hit.passage} wanted={q} />
                  </p>
                </li>
              ))}
            </ul>
          </Found>
        )}
      </Loaded>
      {nothing && <Empty text={t("search.none", { q })} />}
    </>
  );
}

export function SearchPage(): ReactNode {
  const t = useT();
  const { q: asked = "" } = useSearch({ strict: false });
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  const field = useRef<HTMLInputElement>(null);
  // One comes here to type.
  useEffect(() => field.current?.focus(), []);
  const [filter, setFilter] = useState(NO_SEARCH_FILTER);
  const q = useDeferredValue(text.trim());
  const narrowed = useDeferredValue(filter);
  return (
    <div className="page">
      <div className="page-inner">
        <h1>{t("nav.search")}</h1>
        <input
          ref={field}
          className="input search-field"
          type="search"
          aria-label={t("nav.search")}
          placeholder={t("search.hint")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <SearchFilters filter={filter} onFilter={setFilter} />
        {q.length < LEAST ? <p className="muted">{t("search.short")}</p> : <Results q={q} filter={narrowed} />}
      </div>
    </div>
  );
}
