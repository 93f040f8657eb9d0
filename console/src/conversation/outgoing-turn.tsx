/** My words on their way: shown at once; a refused one stays with its reason until it is sent again, edited or dropped. */
import { Clock } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { useNow } from "../i18n/time.ts";
import { draftOf, writeDraft } from "../state/drafts.ts";
import type { Outgoing } from "../state/model.ts";
import { discard, sendAgain } from "../state/outgoing.ts";
import { problemWords } from "../ui/problem-words.ts";
import { COMPOSER_ID } from "./conversation-keys.ts";

/** After so long without an answer it is said, ms. */
const LATE_MS = 10_000;

function Late({ since }: { since: number }): ReactNode {
  const t = useT();
  return useNow() - since > LATE_MS ? <span>{t("outgoing.late")}</span> : null;
}

export function OutgoingTurn({ outgoing }: { outgoing: Outgoing }): ReactNode {
  const t = useT();
  const { key, conversationId, kind, text, media, state, problem, at } = outgoing;
  const edit = (): void => {
    const kept = draftOf(conversationId)[kind];
    writeDraft(conversationId, { mode: kind, [kind]: kept === "" ? text : `${text}\n${kept}` });
    discard(key);
    document.getElementById(COMPOSER_ID)?.focus();
  };
  return (
    <article className={`turn ${kind === "note" ? "note" : "agent"} outgoing`}>
      <div className="turn-body">
        <p className="words" dir="auto">
          {text}
        </p>
        {media?.map((file) => (
          <span key={file.name} className="chip">
            {file.name}
          </span>
        ))}
        <span className="turn-side">
          <Clock size={14} strokeWidth={1.75} aria-label={t("delivery.sending")} />
          {state === "sending" && <Late since={at} />}
        </span>
      </div>
      {state === "failed" && problem && (
        <div className="outgoing-problem" role="alert">
          <span className="alarm-text">{problemWords(t, problem)}</span>
          <button type="button" className="button small" onClick={() => sendAgain(key)}>
            {t("outgoing.again")}
          </button>
          <button type="button" className="button small" onClick={edit}>
            {t("outgoing.edit")}
          </button>
          <button type="button" className="button small plain" onClick={() => discard(key)}>
            {t("outgoing.drop")}
          </button>
        </div>
      )}
    </article>
  );
}
