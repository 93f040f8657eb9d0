/** How far a reply has come, as a mark with its name; a failure says why. */
import { AlertCircle, Check, CheckCheck, CircleHelp, Clock } from "lucide-react";
import type { ReactNode } from "react";
import type { Delivery, DeliveryState } from "../../../protocol/conversation.ts";
import { useT } from "../i18n/index.ts";

const ICONS = {
  queued: Clock,
  sending: Clock,
  unknown: CircleHelp,
  sent: Check,
  failed: AlertCircle,
  delivered: CheckCheck,
  read: CheckCheck,
} as const satisfies Record<DeliveryState, unknown>;

export function DeliveryMark({ delivery }: { delivery: Delivery }): ReactNode {
  const t = useT();
  const Icon = ICONS[delivery.state];
  const words = t(`delivery.${delivery.state}`);
  const why = delivery.reason ?? delivery.code;
  return (
    <span className={`delivery ${delivery.state}`} data-delivery={delivery.state} title={why ? `${words}: ${why}` : words}>
      <Icon size={14} strokeWidth={1.75} aria-hidden />
      <span className="hidden-text">{words}</span>
      {delivery.state === "failed" && (
        <span>
          {words}
          {why ? `: ${why}` : ""}
        </span>
      )}
    </span>
  );
}
