/** What whoever takes the conversation over must know: whose turn it is, what is still open, here and elsewhere. Every word was said by somebody. */
import { Link, useParams } from "@tanstack/react-router";
import { memo, type ReactNode } from "react";
import type { ConversationSummary, SummaryTopic, SummaryTurn } from "../../../protocol/conversation.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { useChannelName } from "../inbox/channel-mark.tsx";
import { Ago } from "./ago.tsx";
import { Section } from "./context-panel.tsx";

function LastWords({ turn, who }: { turn: SummaryTurn; who: string }): ReactNode {
  const channelName = useChannelName();
  return (
    <li>
      <span className="small muted block">
        {who} · {channelName(turn.channel)} · <Ago at={turn.at} />
      </span>
      <span className="context-value two-lines" dir="auto">
        {turn.text || "…"}
      </span>
    </li>
  );
}

function OpenTopic({ topic }: { topic: SummaryTopic }): ReactNode {
  const named = useNamed();
  const said = topic.intents.length > 0 ? topic.intents.map((intent) => named("intent", intent)).join(" · ") : named("topic", topic.name);
  return (
    <li>
      <span className="chip warn">{said}</span>
      {topic.words !== "" && (
        <span className="small muted block two-lines" dir="auto">
          {topic.words}
        </span>
      )}
    </li>
  );
}

function Elsewhere({ elsewhere }: Pick<ConversationSummary, "elsewhere">): ReactNode {
  const t = useT();
  const named = useNamed();
  const channelName = useChannelName();
  const { tab = "mine" } = useParams({ strict: false });
  return elsewhere.map(({ conversationId, channels, topics }) => (
    <li key={conversationId}>
      <Link to="/inbox/$tab/$conversationId" params={{ tab, conversationId }}>
        {t("handover.elsewhere", { channel: channels.map(channelName).join(" · "), topics: topics.map((topic) => named("topic", topic)).join(" · ") })}
      </Link>
    </li>
  ));
}

export const Handover = memo(function Handover({ summary }: { summary: ConversationSummary }): ReactNode {
  const t = useT();
  const { last, topics, elsewhere } = summary;
  const open = topics.filter((topic) => topic.open);
  const isSaid = open.some((topic) => topic.words === last.customer?.text);
  return (
    <Section title={t("handover.title")}>
      <p className="handover-waits">{t(`handover.waits.${last.waitsFor}`)}</p>
      <ul className="context-list">
        {open.map((topic) => (
          <OpenTopic key={`${topic.name} ${topic.words}`} topic={topic} />
        ))}
        {last.customer && !isSaid && <LastWords turn={last.customer} who={t("customer")} />}
        {last.shop && <LastWords turn={last.shop} who={t(last.shop.by === "bot" ? "owner.bot" : "handover.us")} />}
        <Elsewhere elsewhere={elsewhere} />
      </ul>
    </Section>
  );
});
