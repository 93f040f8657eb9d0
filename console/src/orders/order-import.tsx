import { type ReactNode, useState } from "react";
import { upload } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { FileButton } from "../ui/file-button.tsx";
import { problemWords } from "../ui/problem-words.ts";

interface Imported {
  imported: number;
  skipped: number;
  complaints: { line: number; field: string; why: string }[];
}

const SHOWN = 20;
const typeOf = (name: string): string => (name.toLowerCase().endsWith(".csv") ? "text/csv" : "application/jsonl");

/** One file; lines that cannot be read are told with what is wrong, the others are in. */
export function OrderImport(): ReactNode {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Imported | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async ([file]: File[]): Promise<void> => {
    if (!file) return;
    setBusy(true);
    setProblem(null);
    const done = await upload<Imported>("/v1/orders/import", file, file.name, typeOf(file.name));
    setBusy(false);
    if (done.ok) setAnswer(done.value);
    else setProblem(done.problem);
  };
  return (
    <section className="section">
      <div className="row wrap">
        <FileButton label={busy ? t("loading") : t("orders.import")} accept=".csv,.jsonl,.ndjson" disabled={busy} onFiles={(files) => void run(files)} />
        <span className="muted small">{t("orders.import-hint")}</span>
      </div>
      {problem && (
        <p className="alarm-text" role="alert">
          {problemWords(t, problem)}
        </p>
      )}
      {answer && (
        <div role="status">
          <p>{t("orders.imported", { count: answer.imported, skipped: answer.skipped })}</p>
          {answer.complaints.slice(0, SHOWN).map((one) => (
            <p key={`${one.line}${one.field}`} className="alarm-text small">
              {t("orders.line", { line: one.line })} {one.field} {one.why}
            </p>
          ))}
        </div>
      )}
    </section>
  );
}
