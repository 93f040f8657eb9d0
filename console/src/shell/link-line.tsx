/** One line while the connection is away: what still works, since when. */
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { clock, useNow } from "../i18n/time.ts";
import { useDesk } from "../state/desk.ts";

/** A blink of the network is no news, ms. */
const QUIET_MS = 1_500;

export function LinkLine(): ReactNode {
  const link = useDesk((state) => state.link);
  return link === "away" ? <AwayLine /> : null;
}

function AwayLine(): ReactNode {
  const t = useT();
  const now = useNow();
  const since = useDesk((state) => state.linkSince) ?? now;
  const waiting = useDesk((state) => state.outgoing.filter((one) => one.state === "sending").length);
  if (now - since < QUIET_MS) return null;
  return (
    <div className="banner" role="status">
      <span className="dot warn" />
      <span className="grow">
        {t("link.away", { time: clock(now - since) })} {waiting > 0 && t("link.waiting", { count: waiting })}
      </span>
    </div>
  );
}
