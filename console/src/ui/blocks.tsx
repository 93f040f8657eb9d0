/** Small blocks every screen uses: nothing here, could not load, a thin bar while loading. */
import type { ReactNode } from "react";
import { problemOf } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { problemWords } from "./problem-words.ts";

export function Empty({ text, children }: { text: string; children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <p>{text}</p>
      {children}
    </div>
  );
}

/** Local to its pane: says what went wrong and tries again. */
export function LoadError({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode {
  const t = useT();
  return (
    <div className="banner alarm" role="alert">
      <span className="grow">{problemWords(t, problemOf(error))}</span>
      <button type="button" className="button small" onClick={onRetry}>
        {t("retry")}
      </button>
    </div>
  );
}

export function ThinBar({ on }: { on: boolean }): ReactNode {
  const t = useT();
  return on ? <div className="thin-bar" role="progressbar" aria-label={t("loading")} /> : null;
}

/** A page's query: bar while loading, problem with retry, else the children. */
export function Loaded<T>({
  query,
  children,
}: {
  query: { data: T | undefined; error: unknown; isFetching: boolean; refetch: () => unknown };
  children: (data: T) => ReactNode;
}): ReactNode {
  return (
    <>
      <ThinBar on={query.data === undefined && query.isFetching} />
      {query.error !== null && query.error !== undefined && <LoadError error={query.error} onRetry={() => void query.refetch()} />}
      {query.data !== undefined && children(query.data)}
    </>
  );
}

/** The next page of a list, while there is one. */
export function More({
  query,
  label,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
  label: string;
}): ReactNode {
  if (!query.hasNextPage) return null;
  return (
    <button type="button" className="button" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
      {label}
    </button>
  );
}

export function Field({
  id,
  label,
  hint,
  wrong,
  children,
}: {
  id: string;
  label: string;
  hint?: string | undefined;
  wrong?: string | undefined;
  children: ReactNode;
}): ReactNode {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && <span className="hint">{hint}</span>}
      {wrong && (
        <span className="wrong" role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}
