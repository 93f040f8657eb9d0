/** How long a customer waits: green, amber, red. */
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { clock, useNow, useTimes } from "../i18n/time.ts";

/** Platforms grade the first answer at 30 s and warn at 100 s. */
export const CALM_MS = 30_000;
export const SLOW_MS = 100_000;
/** Beyond this the seconds say nothing. */
const CLOCK_MS = 3_600_000;

export const waitTone = (ms: number): "ok" | "warn" | "alarm" => (ms < CALM_MS ? "ok" : ms < SLOW_MS ? "warn" : "alarm");

export function WaitingTime({ since }: { since: number }): ReactNode {
  const t = useT();
  const times = useTimes();
  const waited = Math.max(0, useNow() - since);
  const words = waited < CLOCK_MS ? clock(waited) : times.span(waited);
  return (
    <span className={`waiting ${waitTone(waited)}`} title={t("waits")}>
      <span className="hidden-text">{t("waits")} </span>
      {words}
    </span>
  );
}
