import { type ReactNode, useRef, useState } from "react";
import { ask } from "../api/client.ts";
import { useT } from "../i18n/index.ts";
import { ACCEPTED, type ArticleDraft, readArticles } from "./read-files.ts";

interface Progress {
  done: number;
  of: number;
  problems: string[];
}

/** Article after article, with progress; what cannot be read or stored is named and the rest goes on. */
export function ImportBox({ onDone }: { onDone: () => void }): ReactNode {
  const t = useT();
  const field = useRef<HTMLInputElement>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const busy = progress !== null && progress.done < progress.of;
  const run = async (files: File[]): Promise<void> => {
    const problems: string[] = [];
    const drafts: ArticleDraft[] = [];
    for (const file of files) {
      const read = readArticles(file.name, await file.text());
      if (read.ok) drafts.push(...read.articles);
      else problems.push(t("import.line", { name: file.name, line: read.line }));
    }
    for (const [index, draft] of drafts.entries()) {
      setProgress({ done: index, of: drafts.length, problems });
      const answer = await ask("POST", "/v1/knowledge/articles", draft);
      if (!answer.ok) problems.push(`${draft.title}: ${answer.problem.detail || answer.problem.code}`);
    }
    setProgress({ done: drafts.length, of: drafts.length, problems });
    onDone();
  };
  return (
    <section className="section">
      <div className="row wrap">
        <input
          ref={field}
          type="file"
          className="hidden-text"
          tabIndex={-1}
          aria-label={t("import.files")}
          multiple
          accept={ACCEPTED}
          onChange={(event) => {
            void run([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
        <button type="button" className="button" disabled={busy} onClick={() => field.current?.click()}>
          {t("import.go")}
        </button>
        <span className="muted small">{t("import.hint")}</span>
      </div>
      {progress && (
        <div role="status">
          {busy && <progress value={progress.done} max={progress.of} aria-label={t("import.go")} />}
          <p>{t("import.done", { done: progress.done, of: progress.of })}</p>
          {progress.problems.map((problem) => (
            <p key={problem} className="alarm-text small">
              {problem}
            </p>
          ))}
        </div>
      )}
    </section>
  );
}
