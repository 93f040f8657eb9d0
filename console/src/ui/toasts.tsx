/** Short messages at the foot of the rail, with at most one action. */
import { X } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { create } from "zustand";
import type { Problem } from "../api/problem.ts";
import { type Translate, useT } from "../i18n/index.ts";
import { problemWords } from "./problem-words.ts";

interface Toast {
  id: string;
  text: string;
  tone: "calm" | "alarm";
  action?: { label: string; run: () => void };
  /** ms; absent = until it is closed */
  lasts?: number;
}

const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));

/** The same id replaces the message that is there. */
export const toast = (next: Toast): void =>
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.filter((known) => known.id !== next.id), next].slice(-3) }));
/** How long somebody has to read what went wrong, ms. */
const PROBLEM_MS = 8_000;
export const toastProblem = (t: Translate, id: string, problem: Problem): void =>
  toast({ id, text: problemWords(t, problem), tone: "alarm", lasts: PROBLEM_MS });
export const untoast = (id: string): void => useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((known) => known.id !== id) }));

function ToastLine({ toast: { id, text, tone, action, lasts } }: { toast: Toast }): ReactNode {
  const t = useT();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a replaced text starts its time anew
  useEffect(() => {
    if (lasts === undefined) return;
    const timer = setTimeout(() => untoast(id), lasts);
    return () => clearTimeout(timer);
  }, [id, lasts, text]);
  return (
    <div className={`toast ${tone}`} role={tone === "alarm" ? "alert" : "status"}>
      <span className="grow">{text}</span>
      {action && (
        <button
          type="button"
          className="button small"
          onClick={() => {
            action.run();
            untoast(id);
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className="button icon small" aria-label={t("close")} onClick={() => untoast(id)}>
        <X size={16} strokeWidth={1.5} />
      </button>
    </div>
  );
}

export function Toasts(): ReactNode {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className="toasts">
      {toasts.map((one) => (
        <ToastLine key={one.id} toast={one} />
      ))}
    </div>
  );
}
