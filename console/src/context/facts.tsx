import type { ReactNode } from "react";
import type { CustomerProfile } from "../../../protocol/conversation.ts";
import type { Fact } from "../../../protocol/understanding.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { useNow, useTimes } from "../i18n/time.ts";
import { useChannelName } from "../inbox/channel-mark.tsx";
import { Section } from "./context-panel.tsx";

const SHOWN = 8;

function FactLine({ fact }: { fact: Fact }): ReactNode {
  const named = useNamed();
  const t = useT();
  const times = useTimes();
  const now = useNow();
  const channelName = useChannelName();
  const { source } = fact;
  const from = "channel" in source ? channelName(source.channel) : "agentId" in source ? t("context.by-agent") : t("context.by-host");
  const value = fact.name === "problem" ? named("intent", fact.value) : fact.value;
  return (
    <li>
      <span className="muted">{named("slot", fact.name)}</span> <span className="context-value">{value}</span>
      <span className="small muted block">
        {from} · {times.ago(source.at, now)}
      </span>
    </li>
  );
}

/** What the customer said anywhere, with where and when. */
export function Facts({ customer }: { customer: CustomerProfile }): ReactNode {
  const t = useT();
  if (customer.facts.length === 0) return null;
  const newest = customer.facts.toSorted((a, b) => b.source.at - a.source.at).slice(0, SHOWN);
  return (
    <Section title={t("context.facts")}>
      <ul className="context-list">
        {newest.map((fact) => (
          <FactLine key={fact.id} fact={fact} />
        ))}
      </ul>
    </Section>
  );
}
