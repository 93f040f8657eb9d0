/** C3: one conversation. What is known is shown at once; the server is asked behind it. */
import { useParams } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import type { Problem } from "../api/problem.ts";
import { ContextPanel } from "../context/context-panel.tsx";
import { useT } from "../i18n/index.ts";
import { loadThread, sendFrame } from "../live/desk-link.ts";
import { keyFor, shownKey } from "../shell/shortcut-keys.ts";
import { tellDesk, useDesk } from "../state/desk.ts";
import { usePrefs } from "../state/prefs.ts";
import { Empty, ThinBar } from "../ui/blocks.tsx";
import { problemWords } from "../ui/problem-words.ts";
import { useViewing } from "./colleagues-line.tsx";
import { Composer } from "./composer.tsx";
import { ConversationHead } from "./conversation-head.tsx";
import { Timeline } from "./timeline.tsx";
import "./conversation.css";

export function NothingOpen(): ReactNode {
  const t = useT();
  const own = usePrefs((prefs) => prefs.keys);
  const keys = usePrefs((prefs) => prefs.singleKeys);
  return (
    <section className="conversation-pane" aria-label={t("conversation.label")}>
      <h1 className="hidden-text">{t("nav.inbox")}</h1>
      <Empty text={t("conversation.none")}>
        {keys && (
          <p className="small">
            <span className="kbd">{shownKey(keyFor("next", own))}</span> <span className="kbd">{shownKey(keyFor("previous", own))}</span>{" "}
            {t("conversation.keys")}
          </p>
        )}
      </Empty>
    </section>
  );
}

/** The feed says when what stands around the turns has changed; asked for once per burst. */
const STALE_MS = 150;
/** Status of what is not there, or not mine to see any more: a colleague of another team whose help has ended. */
const GONE = 404;

function useThreadLoading(conversationId: string): { problem: Problem | null; loading: boolean; retry: () => void } {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  const resync = useDesk((state) => state.resync);
  const stale = useDesk((state) => state.stale[conversationId] ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: resync and round mean "again"
  useEffect(() => {
    let gone = false;
    setLoading(true);
    setProblem(null);
    void loadThread(conversationId).then((answer) => {
      if (gone) return;
      setLoading(false);
      if (!answer.ok) setProblem(answer.problem);
    });
    return () => {
      gone = true;
    };
  }, [conversationId, resync, round]);
  useEffect(() => {
    if (stale === 0) return;
    let gone = false;
    const again = async (): Promise<void> => {
      const answer = await loadThread(conversationId);
      if (answer.ok || answer.problem.status !== GONE) return;
      tellDesk({ do: "gone", conversationId });
      if (!gone) setProblem(answer.problem);
    };
    const timer = setTimeout(() => void again(), STALE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [conversationId, stale]);
  return { problem, loading, retry: () => setRound((count) => count + 1) };
}

/** The feed tells of my conversations only: somebody else's is asked for while it is looked at. ms */
const WATCH_MS = 3_000;
const WATCHED_TURNS = 20;

function useWatching(conversationId: string): void {
  const watched = useDesk(({ rows, me }) => {
    const row = rows[conversationId];
    return row !== undefined && row.status !== "resolved" && !(row.owner.kind === "agent" && row.owner.agentId === me);
  });
  useEffect(() => {
    if (!watched) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void loadThread(conversationId, WATCHED_TURNS);
    }, WATCH_MS);
    return () => clearInterval(timer);
  }, [conversationId, watched]);
}

/** What is on the screen is read, while somebody is there to read it. */
function useReading(conversationId: string): void {
  const seq = useDesk((state) => state.threads[conversationId]?.turns.findLast((turn) => turn.kind === "message")?.seq ?? 0);
  const mine = useDesk((state) => {
    const owner = state.rows[conversationId]?.owner;
    return owner?.kind === "agent" && owner.agentId === state.me;
  });
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState !== "visible" || seq === 0) return;
      tellDesk({ do: "looked", conversationId });
      if (mine) sendFrame({ t: "read", conversationId, upToSeq: seq });
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [conversationId, seq, mine]);
}

/** The server is asked behind what is known; what it refuses is said above it. */
function Loading({ conversationId }: { conversationId: string }): ReactNode {
  const t = useT();
  const { problem, loading, retry } = useThreadLoading(conversationId);
  return (
    <>
      <ThinBar on={loading} />
      {problem && (
        <div className="banner alarm" role="alert">
          <span className="grow">{problemWords(t, problem)}</span>
          <button type="button" className="button small" onClick={retry}>
            {t("retry")}
          </button>
        </div>
      )}
    </>
  );
}

/** Head and frame stay from one conversation to the next; words, composer and panel are each conversation's own. */
export function ConversationPage(): ReactNode {
  const { conversationId = "" } = useParams({ strict: false });
  const t = useT();
  useReading(conversationId);
  useViewing(conversationId);
  useWatching(conversationId);
  const thread = useDesk((state) => state.threads[conversationId]);
  const row = useDesk((state) => state.rows[conversationId]);
  const contextOpen = usePrefs((prefs) => prefs.contextOpen);
  return (
    <div className={`conversation-pane ${contextOpen && thread ? "with-context" : ""}`}>
      <section className="conversation" aria-label={t("conversation.label")}>
        {row && <ConversationHead row={row} thread={thread} />}
        <Loading key={`l${conversationId}`} conversationId={conversationId} />
        {row && thread ? (
          <>
            <Timeline key={`t${conversationId}`} conversationId={conversationId} thread={thread} />
            <Composer key={conversationId} row={row} thread={thread} />
          </>
        ) : (
          <div className="grow" />
        )}
      </section>
      {row && thread && contextOpen && <ContextPanel key={conversationId} row={row} thread={thread} />}
    </div>
  );
}
