/** A target that is nearly or already missed: how long is left, or since when it is late. */
import type { ReactNode } from "react";
import type { TargetAtRisk } from "../../../protocol/at-risk.ts";
import { useT } from "../i18n/index.ts";
import { useNow, useTimes } from "../i18n/time.ts";

export function SlaChip({ target: { owed, dueAt } }: { target: TargetAtRisk }): ReactNode {
  const t = useT();
  const times = useTimes();
  const left = dueAt - useNow();
  const time = times.span(Math.abs(left));
  return (
    <span className={`chip tabular ${left > 0 ? "warn" : "alarm"}`} title={t(`sla.owed.${owed}`, { time: times.moment(dueAt) })}>
      {left > 0 ? t("sla.left", { time }) : t("sla.late", { time })}
    </span>
  );
}
