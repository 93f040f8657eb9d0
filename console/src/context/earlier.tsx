import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { memo, type ReactNode } from "react";
import type { Conversation, CustomerView, Topic } from "../../../protocol/conversation.ts";
import { read } from "../api/client.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { ChannelMark } from "../inbox/channel-mark.tsx";
import type { Row } from "../state/model.ts";
import { Section } from "./context-panel.tsx";

function Topics({ topics }: { topics: readonly Topic[] }): ReactNode {
  const named = useNamed();
  return (
    <ul className="topic-list">
      {topics.map((topic) => (
        <li key={topic.id} className="small muted">
          {named("topic", topic.name)}
          {topic.intents.length > 0 && `: ${topic.intents.map((intent) => named("intent", intent)).join(" · ")}`}
        </li>
      ))}
    </ul>
  );
}

function Branch({ conversation, topics, here }: { conversation: Conversation; topics: readonly Topic[]; here: boolean }): ReactNode {
  const t = useT();
  const times = useTimes();
  const { tab = "mine" } = useParams({ strict: false });
  const channel = conversation.channels[0];
  const words = (
    <>
      {channel && <ChannelMark kind={channel.kind} />}
      <span className="grow">
        <span className="clip block" dir="auto">
          {conversation.preview || "…"}
        </span>
        <span className="small muted">
          {times.day(conversation.lastTurnAt)} · {t(`status.${conversation.status}`)}
        </span>
      </span>
    </>
  );
  return (
    <li>
      {here ? (
        <span className="branch here" aria-current="page">
          {words}
        </span>
      ) : (
        <Link className="branch" to="/inbox/$tab/$conversationId" params={{ tab, conversationId: conversation.id }}>
          {words}
        </Link>
      )}
      {topics.length > 0 && <Topics topics={topics} />}
    </li>
  );
}

interface EarlierProps {
  row: Row;
  customerId: string;
  topics: readonly Topic[];
  others: readonly Conversation[];
}

/** The tree of this customer: conversations on all channels, each with its topics. */
export const Earlier = memo(function Earlier({ row, customerId, topics, others }: EarlierProps): ReactNode {
  const t = useT();
  const { data } = useQuery({
    queryKey: ["customer", customerId, others.length],
    queryFn: () => read<CustomerView>(`/v1/customers/${customerId}?limit=20`),
    enabled: others.length > 0,
    staleTime: 30_000,
  });
  const topicsOf = new Map(data?.conversations.map((one) => [one.id, one.topics]));
  const all: Conversation[] = [row, ...others].sort((a, b) => b.lastTurnAt - a.lastTurnAt);
  return (
    <Section title={t("context.tree")}>
      <ul className="tree">
        {all.map((one) => (
          <Branch key={one.id} conversation={one} topics={one.id === row.id ? topics : (topicsOf.get(one.id) ?? [])} here={one.id === row.id} />
        ))}
      </ul>
    </Section>
  );
});
