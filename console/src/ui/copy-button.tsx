import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { toast } from "./toasts.tsx";

/** Copies a text and says so; where the browser refuses, the text stays selectable beside it. */
export function CopyButton({ text, label }: { text: string; label: string }): ReactNode {
  const t = useT();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      toast({ id: "copied", text: t("copied"), tone: "calm", lasts: 2_000 });
    } catch {
      toast({ id: "copied", text: t("copy-refused"), tone: "alarm", lasts: 4_000 });
    }
  };
  return (
    <button type="button" className="button icon small" aria-label={label} title={label} onClick={() => void copy()}>
      <Copy size={14} strokeWidth={1.5} />
    </button>
  );
}
