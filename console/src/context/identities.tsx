import { BadgeCheck } from "lucide-react";
import { memo, type ReactNode } from "react";
import type { CustomerProfile } from "../../../protocol/conversation.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { Section } from "./context-panel.tsx";

/** Addresses of one human; a verified one may join customers. */
export const Identities = memo(function Identities({ customer }: { customer: CustomerProfile }): ReactNode {
  const t = useT();
  const named = useNamed();
  const times = useTimes();
  return (
    <Section title={t("context.identities")}>
      <ul className="context-list">
        {customer.identities.map((identity) => (
          <li key={`${identity.kind}${identity.scope}${identity.value}`} className="row">
            <span className="muted context-label">{named("identity", identity.kind)}</span>
            <span className="grow context-value" title={identity.value}>
              {identity.value}
            </span>
            {identity.verified && <BadgeCheck size={16} strokeWidth={1.5} className="verified" role="img" aria-label={t("context.verified")} />}
          </li>
        ))}
      </ul>
      <p className="small muted">
        {t("context.since", { time: times.moment(customer.firstSeenAt) })}
        {customer.locale && ` · ${customer.locale}`}
      </p>
    </Section>
  );
});
