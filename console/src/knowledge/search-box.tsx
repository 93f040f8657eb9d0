import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { KnowledgeHit } from "../../../protocol/understanding.ts";
import { read } from "../api/client.ts";
import { useT } from "../i18n/index.ts";
import { Loaded } from "../ui/blocks.tsx";

interface Found {
  hits: KnowledgeHit[];
  partial?: boolean;
}

/** What customers and agents would find, with the scores the order comes from. */
export function SearchBox({ onOpen }: { onOpen: (id: string) => void }): ReactNode {
  const t = useT();
  const [text, setText] = useState("");
  const [q, setQ] = useState("");
  const query = useQuery({
    queryKey: ["knowledge", "search", q],
    queryFn: () => read<Found>(`/v1/knowledge/search?q=${encodeURIComponent(q)}`),
    enabled: q !== "",
    staleTime: 0,
  });
  return (
    <section className="section">
      <h2>{t("knowledge.test")}</h2>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          setQ(text.trim());
        }}
      >
        <input
          className="input grow"
          aria-label={t("knowledge.question")}
          placeholder={t("knowledge.question-hint")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button" disabled={text.trim() === ""}>
          {t("test")}
        </button>
      </form>
      {q !== "" && (
        <Loaded query={query}>
          {({ hits, partial }) => (
            <>
              {partial && <p className="chip warn">{t("knowledge.partial")}</p>}
              {hits.length === 0 && <p className="muted">{t("search.none", { q })}</p>}
              <ol className="stack" role="status">
                {hits.map((hit, index) => (
                  <li key={`${hit.articleId}${hit.passage.slice(0, 24)}`}>
                    <p className="row">
                      <span className="muted tabular">{index + 1}</span>
                      <button type="button" className="link grow" onClick={() => onOpen(hit.articleId)}>
                        {hit.title}
                      </button>
                      <span className="muted small tabular">{hit.score.toFixed(3)}</span>
                    </p>
                    <p className="muted">{hit.passage}</p>
                  </li>
                ))}
              </ol>
            </>
          )}
        </Loaded>
      )}
    </section>
  );
}
