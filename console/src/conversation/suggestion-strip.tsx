/** The machine's proposal: words, how sure, what it rests on, which keys. */
import { ChevronRight, Sparkles, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Evidence } from "../../../protocol/understanding.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { usePrefs } from "../state/prefs.ts";
import type { Offered } from "./suggestion.ts";

const percent = (confidence: number): string => `${Math.round(confidence * 100)} %`;

function Grounds({ evidence }: { evidence: readonly Evidence[] }): ReactNode {
  const t = useT();
  const named = useNamed();
  if (evidence.length === 0) return null;
  return (
    <span className="suggestion-grounds clip" title={evidence.map((one) => one.title).join(" · ")}>
      {t("suggestion.grounds")} {evidence.map((one) => `${named("evidence", one.kind)}: ${one.title}`).join(" · ")}
    </span>
  );
}

export function SuggestionStrip({ offered, degraded, takes, onTake }: { offered: Offered; degraded: boolean; takes: boolean; onTake: () => void }): ReactNode {
  const t = useT();
  const tabSends = usePrefs((prefs) => prefs.tabSends);
  const { current, index, count } = offered;
  if (!current) return null;
  return (
    <section className="suggestion" aria-label={t("suggestion.label")}>
      <div className="suggestion-head">
        <Sparkles size={14} strokeWidth={1.5} aria-hidden />
        <strong>{current.kind === "clarify" ? t("suggestion.clarify") : t("suggestion.label")}</strong>
        <span className="chip machine tabular" title={t("suggestion.confidence")}>
          <span className="hidden-text">{t("suggestion.confidence")} </span>
          {percent(current.confidence)}
        </span>
        {degraded && <span className="chip">{t("suggestion.degraded")}</span>}
        <Grounds evidence={current.evidence} />
        {count > 1 && (
          <button type="button" className="button small plain" onClick={offered.next}>
            {t("suggestion.other", { index: index + 1, count })}
            <ChevronRight size={14} strokeWidth={1.5} aria-hidden />
          </button>
        )}
        <button
          type="button"
          className="button icon small"
          aria-label={t("suggestion.dismiss")}
          title={`${t("suggestion.dismiss")} (Esc)`}
          onClick={offered.dismiss}
        >
          <X size={14} strokeWidth={1.5} />
        </button>
      </div>
      <p className="suggestion-text words" dir="auto">
        {current.text}
      </p>
      <p className="suggestion-keys">
        {takes ? (
          <>
            <button type="button" className="button small machine" onClick={onTake}>
              <span className="kbd">Tab</span> {tabSends && current.ready ? t("suggestion.tab-sends") : t("suggestion.take")}
            </button>
            <span className="muted">
              <span className="kbd">Enter</span> {t("suggestion.then-enter")} · <span className="kbd">Esc</span> {t("suggestion.dismiss")}
              {count > 1 && (
                <>
                  {" "}
                  · <span className="kbd">Alt ↓</span> {t("suggestion.next")}
                </>
              )}
            </span>
          </>
        ) : (
          <span className="muted">{t("suggestion.own-words")}</span>
        )}
      </p>
    </section>
  );
}
