/**
 * One agent's desk: the feed with its sequence, the sockets of all tabs, presence, drafts. It passes commands on and decides nothing about conversations.
 * Kept whole: the verbs of the port, the socket handlers, and one write between them.
 */
import { DurableObject } from "cloudflare:workers";
import {
  AGENT_FRAMES_VERSION,
  type AgentClientFrame,
  type AgentServerFrame,
  agentClientFrameSchema,
  type DeskEvent,
  MAX_AGENT_FRAME_BYTES,
} from "../../protocol/agent-frames.ts";
import type { AgentCommand, AgentState, DeskPort, EnginePort, QueuePort, SeatAnswer, SeatQuestion } from "../../protocol/ports.ts";
import { Bell } from "../alarms.ts";
import { CLOSE, closeQuietly, frameText, Pace, parseJson, sendFrame } from "../sockets.ts";
import { commandOf } from "./commands.ts";
import { DeskBook } from "./desk-book.ts";
import { Feed, type Numbered, RESUME_LIMIT } from "./feed.ts";
import { Looking } from "./looking.ts";
import { ABSENCE_GRACE_MS, effectiveState } from "./presence.ts";
import { Seating } from "./seating.ts";
import { Seats } from "./seats.ts";

const TABS_PER_AGENT = 20;
const FRAMES_PER_10S = 200;

interface Tab {
  tenant: string;
  agentId: string;
  /** absent on sockets of an older version */
  signInId?: string;
}

/** QUEUE is asked only for agents of several teams. */
interface AgentDeskEnv {
  ENGINE: EnginePort;
  QUEUE: DurableObjectNamespace;
}

export class AgentDesk extends DurableObject<AgentDeskEnv> implements DeskPort {
  private readonly feed = this.ctx.storage.transactionSync(() => new Feed(this.ctx.storage.sql));
  private readonly book = new DeskBook(this.feed);
  private readonly bell = new Bell(this.ctx.storage, () => this.ctx.waitUntil(this.lookAround()));
  private readonly pace = new Pace(FRAMES_PER_10S, 10_000);
  private readonly looking = new Looking<WebSocket>();
  private readonly seating = new Seating({
    write: (change) => this.ctx.storage.transactionSync(() => change(new Seats(this.feed, Date.now()))),
    seatsOf: (teamId, teamIds) => this.line(teamId, (queue, { tenant, agentId }) => queue.seatsOf(tenant, teamId, agentId, teamIds)),
    tell: (teamId, elsewhere) => this.line(teamId, (queue, { tenant, agentId }) => queue.elsewhere(tenant, teamId, agentId, elsewhere)),
    later: (work) => this.ctx.waitUntil(work),
    againIn: (ms) => this.bell.dueBy(Date.now() + ms, Date.now()),
  });

  async tell(tenant: string, agentId: string, events: readonly DeskEvent[]): Promise<{ seq: number }> {
    this.owner(tenant, agentId);
    this.pushAll(this.write((book) => book.tell(events)));
    this.ringForSlow();
    return { seq: this.feed.seq };
  }

  async seats(tenant: string, agentId: string, question: SeatQuestion): Promise<SeatAnswer> {
    this.owner(tenant, agentId);
    return this.seating.answer(question);
  }

  async whisper(tenant: string, agentId: string, frame: unknown): Promise<void> {
    this.owner(tenant, agentId);
    // An event that is not kept has no number of its own: it says how far the feed is.
    const isEvent = typeof frame === "object" && frame !== null && "t" in frame && frame.t === "event";
    this.push(isEvent ? { ...frame, seq: this.feed.seq } : frame);
  }

  async presence(tenant: string, agentId: string): Promise<{ state: AgentState; reason?: string; sockets: number; since: number }> {
    this.owner(tenant, agentId);
    const presence = this.book.presence();
    return { state: effectiveState(presence, Date.now()), ...reasonOf(presence.reason), sockets: presence.sockets, since: presence.since };
  }

  async setPresence(tenant: string, agentId: string, state: AgentState, reason?: string): Promise<void> {
    this.owner(tenant, agentId);
    const { reason: _, ...known } = this.book.presence();
    this.write((book) => book.savePresence({ ...known, chosen: state, since: Date.now(), ...reasonOf(reason) }));
    await this.announce();
  }

  async forget(tenant: string, agentId: string, customerIds: readonly string[]): Promise<number> {
    this.owner(tenant, agentId);
    const { blanked, added } = this.write((book) => book.forget(customerIds, Date.now()));
    this.pushAll(added);
    return blanked;
  }

  async dismiss(_tenant: string, _agentId: string, signInIds: readonly string[]): Promise<void> {
    for (const socket of this.ctx.getWebSockets()) {
      const { signInId } = socket.deserializeAttachment() as Tab;
      if (signInId !== undefined && signInIds.includes(signInId)) closeQuietly(socket, CLOSE.signedOut, "Signed out");
    }
  }

  async since(
    tenant: string,
    agentId: string,
    seq: number,
    limit: number,
  ): Promise<{ events: { seq: number; event: DeskEvent }[]; seq: number; behind: boolean }> {
    this.owner(tenant, agentId);
    return { ...this.feed.since(seq, Math.min(limit, RESUME_LIMIT)), seq: this.feed.seq };
  }

  /** A tab's socket; the worker checked the token and vouches for the headers. */
  override async fetch(request: Request): Promise<Response> {
    const tenant = request.headers.get("x-kefu-tenant");
    const agentId = request.headers.get("x-kefu-agent");
    if (!tenant || !agentId || request.headers.get("upgrade") !== "websocket") return new Response("An agent's websocket is expected here", { status: 426 });
    this.owner(tenant, agentId);
    if (this.ctx.getWebSockets().length >= TABS_PER_AGENT)
      return new Response("Too many tabs of this agent", { status: 429, headers: { "retry-after": "30" } });
    const { 0: client, 1: server } = new WebSocketPair();
    const signInId = request.headers.get("x-kefu-sign-in");
    server.serializeAttachment({ tenant, agentId, ...(signInId === null ? {} : { signInId }) } satisfies Tab);
    this.ctx.acceptWebSocket(server);
    const since = Number(new URL(request.url).searchParams.get("since") ?? this.feed.seq);
    this.greet(server, agentId, Number.isSafeInteger(since) && since >= 0 ? since : this.feed.seq);
    await this.socketsChanged();
    const protocol = request.headers.get("sec-websocket-protocol")?.split(",")[0]?.trim();
    return new Response(null, { status: 101, webSocket: client, headers: protocol ? { "sec-websocket-protocol": protocol } : {} });
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const tab = socket.deserializeAttachment() as Tab;
    const text = frameText(data, MAX_AGENT_FRAME_BYTES);
    if (!text.ok) return closeQuietly(socket, CLOSE.badFrame, text.why);
    if (!this.pace.allows(Date.now())) return closeQuietly(socket, CLOSE.tooMuch, "Too many frames");
    const frame = agentClientFrameSchema.safeParse(parseJson(text.text));
    if (!frame.success) {
      const issue = frame.error.issues[0];
      sendFrame(socket, { t: "error", code: "malformed", detail: `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim() } satisfies AgentServerFrame);
      return;
    }
    await this.obey(socket, tab, frame.data);
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    closeQuietly(socket, code);
    await this.socketsChanged(socket);
    await this.look(socket, socket.deserializeAttachment() as Tab, null);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    closeQuietly(socket, 1011);
    await this.socketsChanged(socket);
  }

  override async alarm(): Promise<void> {
    this.bell.rang();
    await this.lookAround();
  }

  private async obey(socket: WebSocket, tab: Tab, frame: AgentClientFrame): Promise<void> {
    if (frame.t === "sync") return this.greet(socket, tab.agentId, frame.since);
    if (frame.t === "presence") {
      await this.setPresence(tab.tenant, tab.agentId, frame.state, frame.reason);
      sendFrame(socket, { t: "ack", cid: frame.cid, result: { state: frame.state } } satisfies AgentServerFrame);
      return;
    }
    if (frame.t === "draft") {
      this.write((book) => book.saveDraft(frame.conversationId, frame.text));
      const drafts: AgentServerFrame = { t: "drafts", drafts: [{ conversationId: frame.conversationId, text: frame.text }] };
      for (const other of this.ctx.getWebSockets()) if (other !== socket) sendFrame(other, drafts);
      return;
    }
    if (frame.t === "viewing") return this.look(socket, tab, frame.conversationId);
    if (frame.t === "typing") await this.ask(tab, viewingOf(frame.conversationId, true, frame.on));
    const asked = commandOf(frame, Date.now());
    if (!asked) return;
    const answer = await this.ask(tab, asked.command);
    if (asked.quiet) return;
    const { cid } = asked.command;
    sendFrame(
      socket,
      (answer.ok ? { t: "ack", cid, result: answer.result } : { t: "refused", cid, code: answer.code, detail: answer.detail }) satisfies AgentServerFrame,
    );
  }

  /** Who else looks at it comes back as a whisper. */
  private async look(socket: WebSocket, tab: Tab, conversationId: string | null): Promise<void> {
    const { left } = this.looking.turn(socket, conversationId);
    if (left !== null) await this.ask(tab, viewingOf(left, false, false));
    if (conversationId !== null) await this.ask(tab, viewingOf(conversationId, true, false));
  }

  private async ask(tab: Tab, command: Parameters<EnginePort["agentCommand"]>[2]): ReturnType<EnginePort["agentCommand"]> {
    try {
      return await this.env.ENGINE.agentCommand(tab.tenant, tab.agentId, command);
    } catch {
      return { ok: false, code: "unavailable", detail: "This could not be done just now; it may be tried again with the same cid" };
    }
  }

  private greet(socket: WebSocket, agentId: string, since: number): void {
    const { events, behind } = this.feed.since(since);
    const presence = this.book.presence();
    const welcome: AgentServerFrame = {
      t: "welcome",
      v: AGENT_FRAMES_VERSION,
      agentId,
      seq: this.feed.seq,
      presence: { state: presence.chosen, ...reasonOf(presence.reason) },
      behind,
    };
    sendFrame(socket, welcome);
    const drafts = this.book.drafts();
    if (drafts.length > 0) sendFrame(socket, { t: "drafts", drafts } satisfies AgentServerFrame);
    const consults = this.book.consults();
    if (consults.length > 0) sendFrame(socket, { t: "consults", consults } satisfies AgentServerFrame);
    for (const { seq, event } of events) sendFrame(socket, { t: "event", seq, event } satisfies AgentServerFrame);
  }

  private push(frame: unknown): void {
    for (const socket of this.ctx.getWebSockets()) sendFrame(socket, frame);
  }

  private pushAll(added: readonly Numbered[]): void {
    for (const { seq, event } of added) this.push({ t: "event", seq, event } satisfies AgentServerFrame);
  }

  private write<T>(change: (book: DeskBook) => T): T {
    return this.ctx.storage.transactionSync(() => change(this.book));
  }

  /** Presence follows the sockets; going is believed only after a grace. */
  private async socketsChanged(going?: WebSocket): Promise<void> {
    const sockets = this.ctx.getWebSockets().filter((socket) => socket !== going && socket.readyState === WebSocket.OPEN).length;
    const known = this.book.presence();
    const now = Date.now();
    const before = effectiveState(known, now);
    const goneAt = sockets > 0 ? null : (known.goneAt ?? now);
    this.write((book) => book.savePresence({ ...known, sockets, goneAt, since: before === "offline" && sockets > 0 ? now : known.since }));
    if (sockets === 0) this.bell.dueBy(now + ABSENCE_GRACE_MS, now);
    else await this.announce();
  }

  private ringForSlow(): void {
    const due = this.book.slowAt();
    if (due !== null) this.bell.dueBy(due, Date.now());
  }

  private async lookAround(): Promise<void> {
    this.pushAll(this.write((book) => book.alarmSlow(Date.now())));
    this.ringForSlow();
    this.seating.tellLines();
    const { goneAt } = this.book.presence();
    if (goneAt !== null && Date.now() < goneAt + ABSENCE_GRACE_MS) this.bell.dueBy(goneAt + ABSENCE_GRACE_MS, Date.now());
    await this.announce();
  }

  /** The teams' queues are told of a state they do not know yet. */
  private async announce(): Promise<void> {
    const [owner, now] = [this.book.owner(), Date.now()];
    const news = this.book.toAnnounce(now);
    if (owner === null || news === null) return;
    const { state, reason } = news;
    this.push({
      t: "event",
      seq: this.feed.seq,
      event: { id: `presence:${now}`, at: now, type: "presence", state, ...reasonOf(reason) },
    } satisfies AgentServerFrame);
    try {
      await this.env.ENGINE.presenceChanged(owner.tenant, owner.agentId, state, reason);
      this.write((book) => book.saveAnnounced(state, reason));
    } catch {
      // Until then the queue may offer to somebody absent, and the offer runs out.
      this.bell.dueBy(Date.now() + ABSENCE_GRACE_MS, Date.now());
    }
  }

  /** The line of a team, as this agent's. */
  private async line<T>(teamId: string, ask: (queue: QueuePort, owner: { tenant: string; agentId: string }) => Promise<T>): Promise<T> {
    const owner = this.book.owner();
    if (owner === null) throw new Error("Nobody's desk has no lines");
    return ask(this.env.QUEUE.get(this.env.QUEUE.idFromName(`${owner.tenant}:${teamId}`)) as unknown as QueuePort, owner);
  }

  /** A desk belongs to the first agent who used it; anybody else's call is a bug. */
  private owner(tenant: string, agentId: string): void {
    const known = this.book.owner();
    if (known === null) this.write((book) => book.own(tenant, agentId));
    else if (known.agentId !== agentId || known.tenant !== tenant) throw new Error("This desk belongs to another agent");
  }
}

const viewingOf = (conversationId: string, on: boolean, typing: boolean): AgentCommand => ({
  command: "change",
  cid: `viewing:${Date.now()}`,
  conversationId,
  change: { change: "viewing", on, typing },
});
const reasonOf = (reason: string | undefined): { reason?: string } => (reason === undefined ? {} : { reason });
