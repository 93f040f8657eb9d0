/** The visitors' sockets of one customer: accepted, told, closed. They hibernate; all a socket knows of itself is in its attachment. */
import { identityKey } from "../../protocol/ids.ts";
import type { Address, Anticipation, QueuePlace } from "../../protocol/ports.ts";
import {
  VISITOR_FRAMES_VERSION,
  VISITOR_PROTOCOL,
  type Visit,
  type VisitorServerFrame,
  type VisitorState,
  visitSchema,
} from "../../protocol/visitor-frames.ts";
import { CLOSE, closeQuietly, sendFrame } from "../sockets.ts";
import type { VisitorNews } from "./afterwards.ts";
import type { Session } from "./session.ts";
import { maySee, type Viewer, visitorState, visitorTurn } from "./visitor-view.ts";

/** Turns sent again to a visitor who comes back, and how far back they are looked for. */
const RESUME_TURNS = 200;
const RESUME_REACH = 2_000;
/** Edits and recalls of the last turns are told again, as nobody counts them. */
const RECENT_TURNS = 50;
const SOCKETS_PER_CUSTOMER = 20;

export interface Arrival {
  address: Address;
  visit: Visit;
  /** The last sequence number the visitor has seen. */
  since: number;
}

const header = (request: Request, name: string): string | undefined => {
  const value = request.headers.get(name);
  // Header values are Latin-1, so other scripts come percent-encoded.
  return value === null || value === "" ? undefined : value.includes("%") ? decodeURIComponent(value) : value;
};

/** The visit that the worker vouches for in its headers; null when they are not all there. */
export function visitOf(request: Request): Arrival | null {
  let identity: unknown;
  try {
    identity = JSON.parse(header(request, "x-kefu-identity") ?? "null");
  } catch {
    return null;
  }
  const visit = visitSchema.safeParse({
    tenant: header(request, "x-kefu-tenant"),
    customerId: header(request, "x-kefu-customer"),
    kind: header(request, "x-kefu-kind") ?? "web",
    accountId: header(request, "x-kefu-account"),
    identity: Array.isArray(identity) ? identity[0] : identity,
    teamId: header(request, "x-kefu-team"),
    locale: header(request, "x-kefu-locale"),
    name: header(request, "x-kefu-name"),
  });
  if (!visit.success) return null;
  const since = Number(new URL(request.url).searchParams.get("since") ?? 0);
  const { tenant, customerId } = visit.data;
  return { address: { tenant, customerId }, visit: visit.data, since: Number.isSafeInteger(since) && since > 0 ? since : 0 };
}

/** Everything after `since` that the visitor may see, oldest first; at most RESUME_TURNS. */
export function resumeFrames(session: Session, viewer: Viewer, since: number): VisitorServerFrame[] {
  const { seq } = session.head;
  const from = Math.max(0, seq - RESUME_REACH, Math.min(since, seq - RECENT_TURNS));
  return session.turns.ofAccount(viewer.accountId, from, RESUME_TURNS).flatMap((turn): VisitorServerFrame[] => {
    if (!maySee(viewer, turn, session.head)) return [];
    if (turn.seq > since) return [{ t: "msg", seq: turn.seq, turn: visitorTurn(turn) }];
    return turn.editedAt === undefined && turn.deletedAt === undefined ? [] : [{ t: "changed", seq: turn.seq, turn: visitorTurn(turn) }];
  });
}

function stateOf(session: Session): VisitorState {
  const conversation = session.current();
  const lastReply = conversation ? session.turns.last(conversation.id).findLast((turn) => turn.kind === "reply" && turn.author.kind === "agent") : undefined;
  return visitorState(conversation, lastReply);
}

/** What a visitor is greeted with, and what they missed. Nothing is known yet of one who has not said a word. */
function greeting(session: Session | null, { address, visit, since }: Arrival): VisitorServerFrame[] {
  const state = session ? stateOf(session) : visitorState(null, undefined);
  const welcome: VisitorServerFrame = { t: "welcome", v: VISITOR_FRAMES_VERSION, customerId: address.customerId, seq: session?.head.seq ?? 0, state };
  if (!session) return [welcome];
  const read = session.head.agentReadSeq;
  return [welcome, ...resumeFrames(session, visit, since), ...(read > 0 ? [{ t: "receipt" as const, upToSeq: read, state: "read" as const }] : [])];
}

export class VisitorSockets {
  private readonly ctx: DurableObjectState;
  /** The socket whose own message is being recorded: it gets an ack instead. */
  private speaker: WebSocket | null = null;
  private prepared: { conversationId: string | null; anticipation: Anticipation } | null = null;

  constructor(ctx: DurableObjectState) {
    this.ctx = ctx;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  private all(): WebSocket[] {
    return this.ctx.getWebSockets();
  }

  visitOf(socket: WebSocket): Visit | null {
    const visit = visitSchema.safeParse(socket.deserializeAttachment());
    return visit.success ? visit.data : null;
  }

  /** Takes the socket in, greets it and sends what it missed. */
  accept(session: Session | null, arrival: Arrival, request: Request): Response {
    const moved = session?.moved();
    if (moved) return new Response(null, { status: 409, headers: { "x-kefu-moved-to": moved.to } });
    if (this.all().length >= SOCKETS_PER_CUSTOMER) return new Response("Too many sockets of this visitor", { status: 429, headers: { "retry-after": "30" } });
    const { 0: client, 1: server } = new WebSocketPair();
    server.serializeAttachment(arrival.visit);
    this.ctx.acceptWebSocket(server);
    for (const frame of greeting(session, arrival)) sendFrame(server, frame);
    const spoken = (request.headers.get("sec-websocket-protocol") ?? "").split(",").some((name) => name.trim() === VISITOR_PROTOCOL);
    return new Response(null, { status: 101, webSocket: client, headers: spoken ? { "sec-websocket-protocol": VISITOR_PROTOCOL } : {} });
  }

  /** Runs a message of this socket; its other sockets are told, it gets the ack. */
  speaking(socket: WebSocket, speak: () => void): void {
    this.speaker = socket;
    try {
      speak();
    } finally {
      this.speaker = null;
    }
  }

  /** Tells every socket what it may see. */
  tell(session: Session, news: readonly VisitorNews[]): void {
    if (news.length === 0) return;
    for (const socket of this.all()) {
      const visit = this.visitOf(socket);
      if (!visit) continue;
      for (const item of news) {
        const frame = this.frameOf(session, visit, item);
        if (frame && !(socket === this.speaker && frame.t === "msg" && frame.turn.from === "customer")) sendFrame(socket, frame);
      }
    }
  }

  private frameOf(session: Session, visit: Visit, news: VisitorNews): VisitorServerFrame | null {
    switch (news.news) {
      case "turn":
        if (!maySee(visit, news.turn, session.head)) return null;
        return { t: news.changed ? "changed" : "msg", seq: news.turn.seq, turn: visitorTurn(news.turn) };
      case "state":
        return news.conversation.id === session.head.currentId ? { t: "state", state: stateOf(session) } : null;
      case "receipt":
        return { t: "receipt", upToSeq: news.upToSeq, state: news.state };
      case "typing":
        return { t: "typing", on: news.on };
      case "rate":
        return { t: "rate", conversationId: news.conversationId };
      default:
        return news satisfies never;
    }
  }

  get any(): boolean {
    return this.all().length > 0;
  }

  showQueue(place: QueuePlace): void {
    for (const socket of this.all()) sendFrame(socket, { t: "queue", ...place } satisfies VisitorServerFrame);
  }

  prepare(conversationId: string | null, anticipation: Anticipation): void {
    this.prepared = { conversationId, anticipation };
  }

  /** What was prepared for the words that just came; used once. */
  takePrepared(): Anticipation | null {
    const prepared = this.prepared?.anticipation ?? null;
    this.prepared = null;
    return prepared;
  }

  /** A merged customer's visitors come back to the survivor. */
  closeAll(code: number = CLOSE.gone, reason = ""): void {
    for (const socket of this.all()) closeQuietly(socket, code, reason);
  }
}

export const viewerKey = (visit: Visit): string => `${visit.accountId}\n${identityKey(visit.identity)}`;
