import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { read, upload } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { FileButton } from "../ui/file-button.tsx";
import { problemWords } from "../ui/problem-words.ts";

interface Job {
  state: "running" | "done" | "failed";
  total: number;
  done: number;
  imported: number;
  skipped: { name: string; line: number; why: string }[];
  skippedCount: number;
}

const ACCEPTED = ".md,.markdown,.html,.htm,.csv,.jsonl,.ndjson,.zip";
const POLL_MS = 700;
const SHOWN = 20;

function JobLine({ jobId, name, onDone }: { jobId: string; name: string; onDone: () => void }): ReactNode {
  const t = useT();
  const { data: job } = useQuery({
    queryKey: ["import", jobId],
    queryFn: () => read<Job>(`/v1/knowledge/imports/${jobId}`),
    refetchInterval: ({ state }) => (state.data?.state === "running" || !state.data ? POLL_MS : false),
  });
  const ended = job !== undefined && job.state !== "running";
  const tell = useRef(onDone);
  tell.current = onDone;
  useEffect(() => {
    if (ended) tell.current();
  }, [ended]);
  if (!job) return null;
  return (
    <div role="status">
      {!ended && <progress value={job.done} max={Math.max(1, job.total)} aria-label={name} />}
      <p>{job.state === "failed" ? t("import.failed", { name }) : t("import.done", { name, done: job.imported, of: job.total })}</p>
      {job.skipped.slice(0, SHOWN).map((one) => (
        <p key={`${one.name}${one.line}${one.why}`} className="alarm-text small">
          {one.name} {one.line > 0 && t("orders.line", { line: one.line })} {one.why}
        </p>
      ))}
    </div>
  );
}

/** Files go up as they are; the server reads them in a job whose progress is shown. */
export function ImportBox({ onDone }: { onDone: () => void }): ReactNode {
  const t = useT();
  const [jobs, setJobs] = useState<{ id: string; name: string }[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (files: File[]): Promise<void> => {
    setProblem(null);
    for (const file of files) {
      const begun = await upload<{ jobId: string }>("/v1/knowledge/import", file, file.name, file.type || "application/octet-stream");
      if (begun.ok) setJobs((known) => [...known, { id: begun.value.jobId, name: file.name }]);
      else setProblem(begun.problem);
    }
  };
  return (
    <section className="section">
      <div className="row wrap">
        <FileButton label={t("import.go")} accept={ACCEPTED} multiple onFiles={(files) => void run(files)} />
        <span className="muted small">{t("import.hint")}</span>
      </div>
      {problem && (
        <p className="alarm-text" role="alert">
          {problemWords(t, problem)}
        </p>
      )}
      {jobs.map((job) => (
        <JobLine key={job.id} jobId={job.id} name={job.name} onDone={onDone} />
      ))}
    </section>
  );
}
