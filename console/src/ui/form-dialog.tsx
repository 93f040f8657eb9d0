/** A dialog around a form: title, fields, a problem near the button, cancel and save. */
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { problemWords } from "./problem-words.ts";

interface Props {
  title: string;
  submitLabel: string;
  busy: boolean;
  problem: Problem | null;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}

export function FormDialog({ title, submitLabel, busy, problem, onSubmit, onClose, children, wide }: Props): ReactNode {
  const t = useT();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className={`dialog ${wide ? "wide" : ""}`} aria-describedby={undefined}>
          <Dialog.Title asChild>
            <h2>{title}</h2>
          </Dialog.Title>
          <form
            className="stack"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              event.stopPropagation();
              onSubmit();
            }}
          >
            {children}
            {problem && (
              <p className="alarm-text small" role="alert">
                {problemWords(t, problem)}
              </p>
            )}
            <div className="actions">
              <button type="button" className="button" onClick={onClose}>
                {t("cancel")}
              </button>
              <button type="submit" className="button primary" disabled={busy}>
                {submitLabel}
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
