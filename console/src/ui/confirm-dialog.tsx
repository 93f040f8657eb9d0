/** Asks before something is taken away; says what. */
import { AlertDialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import type { Answer } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { problemWords } from "./problem-words.ts";

interface Props {
  title: string;
  text: string;
  go: string;
  run: () => Promise<Answer<unknown>>;
  onDone: () => void;
  onClose: () => void;
}

export function ConfirmDialog({ title, text, go, run, onDone, onClose }: Props): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    const answer = await run();
    setBusy(false);
    if (answer.ok) onDone();
    else setProblem(answer.problem);
  };
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="veil" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title asChild>
            <h2>{title}</h2>
          </AlertDialog.Title>
          <AlertDialog.Description>{text}</AlertDialog.Description>
          {problem && (
            <p className="alarm-text small" role="alert">
              {problemWords(t, problem)}
            </p>
          )}
          <div className="actions">
            <AlertDialog.Cancel className="button">{t("cancel")}</AlertDialog.Cancel>
            <button type="button" className="button danger" disabled={busy} onClick={() => void confirm()}>
              {go}
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
