/** Starts and ends everything that lives as long as a sign-in: socket, my conversations, open offers, writes that wait. */
import type { AgentClientFrame } from "../../../protocol/agent-frames.ts";
import type { ConversationView } from "../../../protocol/conversation.ts";
import { type Answer, ask } from "../api/client.ts";
import type { ConversationPage, QueueSnapshot } from "../api/shapes.ts";
import type { SignedIn } from "../api/sign-in-state.ts";
import { showConsult } from "../shell/consult-news.ts";
import { showNotice } from "../shell/notices.ts";
import { deskNow, startDesk, tellDesk } from "../state/desk.ts";
import { tellDrafts } from "../state/drafts.ts";
import { resumeOutgoing } from "../state/outgoing.ts";
import { AgentSocket } from "./agent-socket.ts";

/** Conversations of one agent that are loaded at most. */
const MOST_MINE = 500;

/** The lists may lag behind the conversations, after a burst by many seconds: mine are asked for again, soon at first, then at this pace. ms */
const MINE_AGAIN_MS = [3_000, 10_000, 30_000, 60_000] as const;

let socket: AgentSocket | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const asking = new Set<string>();

export function startLink({ agent }: SignedIn): () => void {
  startDesk(agent.id);
  const drafts = tellDrafts((conversationId, text) => sendFrame({ t: "draft", conversationId, text }));
  socket = new AgentSocket({
    welcomed: (first) => {
      loadMineAgain(0);
      if (first) void recoverOffers(agent.teamIds);
      resumeOutgoing();
      drafts.again();
    },
    consulted: showConsult,
    noticed: showNotice,
    unknown: (conversationId) => void loadUnknown(conversationId),
  });
  socket.start();
  loadMineAgain(0);
  return () => {
    clearTimeout(timer);
    drafts.end();
    socket?.stop();
    socket = null;
  };
}

export const sendFrame = (frame: AgentClientFrame): boolean => socket?.send(frame) ?? false;

function loadMineAgain(round: number): void {
  clearTimeout(timer);
  void loadMine();
  timer = setTimeout(() => loadMineAgain(round + 1), MINE_AGAIN_MS[Math.min(round, MINE_AGAIN_MS.length - 1)]);
}

async function loadUnknown(conversationId: string): Promise<void> {
  if (asking.has(conversationId)) return;
  asking.add(conversationId);
  await loadThread(conversationId, 1);
  asking.delete(conversationId);
}

async function loadMine(): Promise<void> {
  const { me } = deskNow();
  const seen = new Set<string>();
  let cursor: string | null = "";
  while (cursor !== null && seen.size < MOST_MINE) {
    const page: Answer<ConversationPage> = await ask<ConversationPage>(
      "GET",
      `/v1/conversations?assignee=me&limit=100${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    if (!page.ok || deskNow().me !== me) return;
    for (const row of page.value.conversations) seen.add(row.id);
    tellDesk({ do: "listed", rows: page.value.conversations });
    cursor = page.value.nextCursor;
  }
  await askForMissing(seen);
}

/** Ours by what we knew, not ours by the list: each is asked for, because the list may lag. */
async function askForMissing(listed: ReadonlySet<string>): Promise<void> {
  const { rows, me } = deskNow();
  const doubtful = Object.values(rows).filter(
    (row) => row.owner.kind === "agent" && row.owner.agentId === me && row.status !== "resolved" && !listed.has(row.id),
  );
  await Promise.all(doubtful.map((row) => loadThread(row.id, 1)));
}

/** `limit` 1 refreshes what stands around the turns (window, owner) without loading them. */
export async function loadThread(conversationId: string, limit = 50): Promise<Answer<ConversationView>> {
  const answer = await ask<ConversationView>("GET", `/v1/conversations/${conversationId}?limit=${limit}`);
  if (answer.ok) tellDesk({ do: "viewed", view: answer.value });
  return answer;
}

/** Offers that began before this page was opened. */
async function recoverOffers(teamIds: readonly string[]): Promise<void> {
  const { me } = deskNow();
  for (const teamId of teamIds) {
    const queue = await ask<QueueSnapshot>("GET", `/v1/teams/${teamId}/queue`);
    if (!queue.ok) continue;
    for (const { offerId, conversationId, agentId, expiresAt } of queue.value.offers) {
      if (agentId !== me) continue;
      const view = await ask<ConversationView>("GET", `/v1/conversations/${conversationId}?limit=5`);
      if (!view.ok) continue;
      const { conversation, customer, turns } = view.value;
      const intents = turns.flatMap((turn) => turn.intents ?? []).map((intent) => intent.name);
      const channel = conversation.channels[0] ?? { kind: "api" as const, accountId: "api" };
      const waitingSince = conversation.waitingSince ?? conversation.lastTurnAt;
      const card = {
        conversationId,
        customerId: customer.id,
        name: customer.name,
        channel,
        preview: conversation.preview,
        intents,
        priority: conversation.priority,
        waitingSince,
        teamId,
      };
      tellDesk({ do: "offered", offer: { ...card, offerId, expiresAt } });
    }
  }
}
