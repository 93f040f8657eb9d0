/** The turns, oldest first: separators where day or channel change, what is on its way at the end. */
import { ArrowDown } from "lucide-react";
import { memo, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ConversationView, Turn } from "../../../protocol/conversation.ts";
import { ask } from "../api/client.ts";
import { useT } from "../i18n/index.ts";
import { useNow, useTimes } from "../i18n/time.ts";
import { useChannelName } from "../inbox/channel-mark.tsx";
import { tellDesk, useDesk } from "../state/desk.ts";
import type { Thread } from "../state/model.ts";
import { EventRun } from "./event-run.tsx";
import { itemsOf } from "./items.ts";
import { OutgoingTurn } from "./outgoing-turn.tsx";
import { TurnView } from "./turn-view.tsx";

/** So close to the end counts as the end, px. */
const NEAR_PX = 60;

/** Stays at the end while the reader is there; holds its place when older turns come above. */
function useSticking(
  turns: readonly Turn[],
  extra: number,
): { box: React.RefObject<HTMLDivElement | null>; fresh: number; toEnd: () => void; onScroll: () => void } {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ first: 0, last: 0, height: 0 });
  const [fresh, setFresh] = useState(0);
  const first = turns[0]?.seq ?? 0;
  const last = turns.at(-1)?.seq ?? 0;
  const toEnd = (): void => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    atEnd.current = true;
    setFresh(0);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured after every change of the list
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const known = before.current;
    if (known.first > 0 && first < known.first && last === known.last) element.scrollTop += element.scrollHeight - known.height;
    else if (atEnd.current) element.scrollTop = element.scrollHeight;
    else if (last > known.last) setFresh((count) => count + turns.filter((turn) => turn.seq > known.last).length);
    before.current = { first, last, height: element.scrollHeight };
  }, [first, last, extra]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    // The strip and the composer below change the height; the end stays in sight.
    const watch = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const onScroll = (): void => {
    const element = box.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    if (atEnd.current) setFresh(0);
  };
  return { box, fresh, toEnd, onScroll };
}

function Older({ conversationId, before }: { conversationId: string; before: number }): ReactNode {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const load = async (): Promise<void> => {
    setBusy(true);
    const answer = await ask<ConversationView>("GET", `/v1/conversations/${conversationId}?limit=50&before=${before}`);
    setBusy(false);
    if (answer.ok) tellDesk({ do: "older", conversationId, turns: answer.value.turns, nextBefore: answer.value.nextBefore });
  };
  return (
    <button type="button" className="button small older" disabled={busy} onClick={() => void load()}>
      {busy ? t("loading") : t("older")}
    </button>
  );
}

function Typing({ conversationId }: { conversationId: string }): ReactNode {
  const t = useT();
  const now = useNow();
  const typing = useDesk((state) => state.typing[conversationId]);
  if (!typing || typing.until < now) return null;
  return <p className="typing-line">{typing.text ? `${t("typing")} ${typing.text}` : t("typing")}</p>;
}

export const Timeline = memo(function Timeline({ conversationId, thread }: { conversationId: string; thread: Thread }): ReactNode {
  const t = useT();
  const times = useTimes();
  const channelName = useChannelName();
  const outgoing = useDesk((state) => state.outgoing).filter((one) => one.conversationId === conversationId);
  const { box, fresh, toEnd, onScroll } = useSticking(thread.turns, outgoing.length);
  const items = useMemo(() => itemsOf(thread.turns), [thread.turns]);
  return (
    <div className="timeline-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div ref={box} className="timeline" role="log" aria-label={t("conversation.log")} aria-live="polite" tabIndex={0} onScroll={onScroll}>
        {thread.nextBefore !== null && <Older conversationId={conversationId} before={thread.nextBefore} />}
        {items.map((item) => {
          if (item.item === "separator")
            return (
              <p key={item.key} className="separator">
                <span>{[item.day === null ? null : times.day(item.day), channelName(item.channel.kind)].filter(Boolean).join(" · ")}</span>
              </p>
            );
          if (item.item === "events") return <EventRun key={item.key} turns={item.turns} />;
          return <TurnView key={item.key} turn={item.turn} follows={item.follows} customerName={thread.customer.name} />;
        })}
        {outgoing.map((one) => (
          <OutgoingTurn key={one.key} outgoing={one} />
        ))}
        <Typing conversationId={conversationId} />
      </div>
      {fresh > 0 && (
        <button type="button" className="button small fresh" onClick={toEnd}>
          <ArrowDown size={14} strokeWidth={1.5} aria-hidden />
          {t("fresh", { count: fresh })}
        </button>
      )}
    </div>
  );
});
