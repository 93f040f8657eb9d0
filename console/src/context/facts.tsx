/** What is remembered of the customer, with where it was told and how long ago; an agent corrects it or takes it away. */
import { Pencil } from "lucide-react";
import { memo, type ReactNode, useState } from "react";
import type { ChannelRef } from "../../../protocol/channels.ts";
import type { Fact } from "../../../protocol/understanding.ts";
import { useAgentNames } from "../api/names.tsx";
import { useNamed, useT } from "../i18n/index.ts";
import { useChannelName } from "../inbox/channel-mark.tsx";
import { Ago } from "./ago.tsx";
import { Section } from "./context-panel.tsx";
import { FactForm } from "./fact-form.tsx";

const SHOWN = 8;

function useToldBy(): (fact: Fact) => string {
  const t = useT();
  const channelName = useChannelName();
  const agentName = useAgentNames();
  return ({ source }) => {
    if ("channel" in source) return t("facts.told", { channel: channelName(source.channel) });
    return "agentId" in source ? t("facts.noted", { name: agentName(source.agentId) }) : t("facts.shop");
  };
}

interface LineProps {
  fact: Fact;
  elsewhere: boolean;
  /** null = another value of the same name stands for it */
  onEdit: ((factId: string) => void) | null;
}

const FactLine = memo(function FactLine({ fact, elsewhere, onEdit }: LineProps): ReactNode {
  const named = useNamed();
  const t = useT();
  const toldBy = useToldBy();
  const value = fact.name === "problem" ? named("intent", fact.value) : fact.value;
  return (
    <li className="row fact">
      <span className="grow">
        <span className="muted">{named("slot", fact.name)}</span> <span className="context-value">{value}</span>
        <span className={`small block ${elsewhere ? "accent-text" : "muted"}`}>
          {toldBy(fact)} · <Ago at={fact.source.at} />
        </span>
      </span>
      {onEdit && (
        <button
          type="button"
          className="button icon small plain"
          aria-label={t("facts.edit", { name: named("slot", fact.name) })}
          title={t("facts.edit", { name: named("slot", fact.name) })}
          onClick={() => onEdit(fact.id)}
        >
          <Pencil size={12} strokeWidth={1.5} />
        </button>
      )}
    </li>
  );
});

interface FactsProps {
  conversationId: string;
  /** The conversation's own. */
  channels: readonly ChannelRef[];
  facts: readonly Fact[];
}

/** A name's newest value can be changed: that replaces all its values. */
export const Facts = memo(function Facts({ conversationId, channels, facts }: FactsProps): ReactNode {
  const t = useT();
  const [edited, setEdited] = useState<string | null>(null);
  const newest = facts.toSorted((a, b) => b.source.at - a.source.at).slice(0, SHOWN);
  const here = new Set<string>(channels.map((channel) => channel.kind));
  const firstOf = (fact: Fact): boolean => newest.find((one) => one.name === fact.name) === fact;
  return (
    <Section title={t("context.facts")}>
      {newest.length === 0 && edited === null && <p className="small muted">{t("facts.none")}</p>}
      <ul className="context-list">
        {newest.map((fact) =>
          edited === fact.id ? (
            <li key={fact.id}>
              <FactForm conversationId={conversationId} fact={fact} onDone={() => setEdited(null)} />
            </li>
          ) : (
            <FactLine
              key={fact.id}
              fact={fact}
              elsewhere={"channel" in fact.source && !here.has(fact.source.channel)}
              onEdit={firstOf(fact) ? setEdited : null}
            />
          ),
        )}
      </ul>
    </Section>
  );
});
