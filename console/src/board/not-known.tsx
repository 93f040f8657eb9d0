/** One source did not answer: calmly said where its figures stand, with the time of the last ones. The rest of the page goes on. */
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";

/** `at` = when the figures that are shown were read, epoch ms; 0 = never. */
export function NotKnown({ at, onRetry }: { at: number; onRetry: () => void }): ReactNode {
  const t = useT();
  const times = useTimes();
  return (
    <p className="row muted" role="status">
      <span className="dot warn" aria-hidden />
      <span className="grow">{at > 0 ? t("board.figures-of", { time: times.time(at) }) : t("board.not-known")}</span>
      <button type="button" className="button small" onClick={onRetry}>
        {t("retry")}
      </button>
    </p>
  );
}
