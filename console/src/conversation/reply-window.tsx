/** What the channel still allows, before anything is typed. */
import type { ReactNode } from "react";
import type { ReplyWindow } from "../../../protocol/channels.ts";
import { useT } from "../i18n/index.ts";
import { useNow, useTimes } from "../i18n/time.ts";

export type Allowed = { open: true } | { open: false; reason: "window" | "quota" | "blocked"; remedy?: string };

export function allowedBy(window: ReplyWindow | null, now: number): Allowed {
  if (!window) return { open: true };
  if (window.state === "closed") return { open: false, reason: window.reason, ...(window.remedy ? { remedy: window.remedy } : {}) };
  if (window.closesAt !== undefined && window.closesAt <= now) return { open: false, reason: "window" };
  if (window.left === 0) return { open: false, reason: "quota" };
  return { open: true };
}

const SOON_MS = 3_600_000;
const FEW = 1;

export function WindowChip({ window }: { window: ReplyWindow | null }): ReactNode {
  return window?.state === "open" && (window.closesAt !== undefined || window.left !== undefined) ? <OpenChip window={window} /> : null;
}

function OpenChip({ window: { closesAt, left } }: { window: Extract<ReplyWindow, { state: "open" }> }): ReactNode {
  const t = useT();
  const times = useTimes();
  const now = useNow();
  const remains = closesAt === undefined ? null : Math.max(0, closesAt - now);
  const tight = (remains !== null && remains < SOON_MS) || (left !== undefined && left <= FEW);
  return (
    <span className={`chip tabular ${tight ? "warn" : ""}`} title={t("window.title")}>
      {remains !== null && t("window.time", { span: times.span(remains) })}
      {remains !== null && left !== undefined && " · "}
      {left !== undefined && t("window.left", { count: left })}
    </span>
  );
}

/** What is closed, and what still goes. `onTemplate` null = this conversation is not mine to answer. */
export function ClosedLine({ allowed, onTemplate }: { allowed: Extract<Allowed, { open: false }>; onTemplate: (() => void) | null }): ReactNode {
  const t = useT();
  const remedy = allowed.remedy === undefined ? "" : t(`remedy.${allowed.remedy as "template" | "human_agent" | "other_channel" | "wait_for_customer"}`);
  return (
    <div className="banner" role="status">
      <span className="grow">
        {t(`window.closed.${allowed.reason}`)} {remedy}
      </span>
      {allowed.remedy === "template" && onTemplate && (
        <button type="button" className="button small" onClick={onTemplate}>
          {t("platform-template.title")}
        </button>
      )}
    </div>
  );
}
