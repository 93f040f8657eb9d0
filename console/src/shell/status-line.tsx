/** The line at the bottom, only while something is degraded: what it is and what is kept. */
import type { ReactNode } from "react";
import { useHealth } from "../api/queries.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";

export function StatusLine(): ReactNode {
  const t = useT();
  const named = useNamed();
  const times = useTimes();
  const { data } = useHealth();
  const unwell = Object.entries(data?.components ?? {}).filter(([, component]) => component.state !== "ok");
  if (unwell.length === 0) return null;
  return (
    <div className="status-line" role="status">
      {(data?.kept ?? 0) > 0 && (
        <p>
          <span className="dot warn" aria-hidden /> {t("degraded.kept", { count: data?.kept })}
        </p>
      )}
      {unwell.map(([name, { since, detail }]) => (
        <p key={name} title={detail}>
          <span className="dot warn" aria-hidden /> {named("degraded", name)}
          {since > 0 && <span className="muted"> · {t("since", { time: times.time(since) })}</span>}
        </p>
      ))}
    </div>
  );
}
