import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { problemWords } from "../ui/problem-words.ts";
import type { Attachments } from "./attachments.ts";

/** What goes with the reply, each to be taken out again. */
export function AttachmentChips({ attachments }: { attachments: Attachments }): ReactNode {
  const t = useT();
  if (attachments.files.length === 0) return null;
  return (
    <ul className="attachments">
      {attachments.files.map(({ key, name, state, problem }) => (
        <li key={key} className={`chip ${state === "failed" ? "alarm" : ""}`}>
          <span className="attachment-name clip">{name}</span>
          {state === "uploading" && <span>{t("attach.uploading")}</span>}
          {problem && <span role="alert">{problemWords(t, problem)}</span>}
          <button type="button" className="button icon small" aria-label={t("attach.remove", { name })} onClick={() => attachments.drop(key)}>
            <X size={14} strokeWidth={1.5} />
          </button>
        </li>
      ))}
    </ul>
  );
}
