/** The visitors of one customer: accepted, told, closed. Sockets hibernate; all a socket knows of itself is in its attachment. */
import { identityKey } from "../../protocol/ids.ts";
import type { Anticipation, QueuePlace } from "../../protocol/ports.ts";
import { MOST_WAIT_SECONDS, VISITOR_PROTOCOL, type Visit, type VisitorServerFrame, visitSchema } from "../../protocol/visitor-frames.ts";
import { CLOSE, closeQuietly, sendFrame } from "../sockets.ts";
import type { VisitorNews } from "./afterwards.ts";
import type { Session } from "./session.ts";
import { type Arrival, greeting, stateOf } from "./visitor-resume.ts";
import { VisitorStreams } from "./visitor-streams.ts";
import { maySee, visitorTurn } from "./visitor-view.ts";

/** Sockets and streams of one customer; one more and the oldest goes, as it may be dead without anybody having noticed. */
const SOCKETS_PER_CUSTOMER = 20;

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
    mask: header(request, "x-kefu-mask")?.split(","),
  });
  if (!visit.success) return null;
  const since = Number(new URL(request.url).searchParams.get("since") ?? 0);
  const { tenant, customerId } = visit.data;
  return { address: { tenant, customerId }, visit: visit.data, since: Number.isSafeInteger(since) && since > 0 ? since : 0 };
}

/** Somebody who hears what happens: a socket, an event stream, a request that waits. */
export interface Ear {
  visit: Visit;
  /** The socket behind it, when there is one. */
  socket?: WebSocket;
  send(frame: VisitorServerFrame): void;
  close(): void;
}

export class VisitorSockets {
  private readonly ctx: DurableObjectState;
  private readonly streams = new VisitorStreams();
  /** The socket whose own message is being recorded: it gets an ack instead. */
  private speaker: WebSocket | null = null;
  private prepared: Anticipation | null = null;

  constructor(ctx: DurableObjectState) {
    this.ctx = ctx;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  private all(): WebSocket[] {
    return this.ctx.getWebSockets();
  }

  private *ears(): Iterable<Ear> {
    for (const socket of this.all()) {
      const visit = this.visitOf(socket);
      if (visit) yield { visit, socket, send: (frame) => void sendFrame(socket, frame), close: () => closeQuietly(socket, CLOSE.gone) };
    }
    yield* this.streams.all();
  }

  visitOf(socket: WebSocket): Visit | null {
    const visit = visitSchema.safeParse(socket.deserializeAttachment());
    return visit.success ? visit.data : null;
  }

  /** Lets a visitor in, by socket, stream or waiting request; greeted, and told what was missed. */
  accept(session: Session | null, arrival: Arrival, request: Request): Response | Promise<Response> {
    this.makeRoom();
    if (request.headers.get("upgrade") === "websocket") return this.acceptSocket(session, arrival, request);
    const frames = greeting(session, arrival);
    if ((request.headers.get("accept") ?? "").includes("text/event-stream")) return this.streams.stream(arrival.visit, frames);
    const wait = Number(new URL(request.url).searchParams.get("wait") ?? 0);
    return this.streams.wait(arrival.visit, frames, Number.isFinite(wait) ? Math.min(Math.max(wait, 0), MOST_WAIT_SECONDS) * 1_000 : 0);
  }

  private acceptSocket(session: Session | null, arrival: Arrival, request: Request): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    server.serializeAttachment(arrival.visit);
    this.ctx.acceptWebSocket(server);
    for (const frame of greeting(session, arrival)) sendFrame(server, frame);
    const spoken = (request.headers.get("sec-websocket-protocol") ?? "").split(",").some((name) => name.trim() === VISITOR_PROTOCOL);
    return new Response(null, { status: 101, webSocket: client, headers: spoken ? { "sec-websocket-protocol": VISITOR_PROTOCOL } : {} });
  }

  private makeRoom(): void {
    const sockets = this.all();
    if (sockets.length + this.streams.count < SOCKETS_PER_CUSTOMER) return;
    const [oldest] = sockets;
    if (oldest) closeQuietly(oldest, CLOSE.tooMuch, "a newer tab took its place");
    else this.streams.closeOldest();
  }

  /** Runs a message of this socket; its other sockets are told, it gets the ack. */
  speaking(socket: WebSocket | null, speak: () => void): void {
    this.speaker = socket;
    try {
      speak();
    } finally {
      this.speaker = null;
    }
  }

  /** Tells everybody what it may see. */
  tell(session: Session, news: readonly VisitorNews[]): void {
    if (news.length === 0) return;
    for (const ear of this.ears()) {
      const speaks = ear.socket !== undefined && ear.socket === this.speaker;
      for (const item of news) {
        const frame = this.frameOf(session, ear.visit, item);
        if (frame && !(speaks && frame.t === "msg" && frame.turn.from === "customer")) ear.send(frame);
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
    return this.all().length + this.streams.count > 0;
  }

  showQueue(place: QueuePlace): void {
    for (const ear of this.ears()) ear.send({ t: "queue", ...place });
  }

  prepare(anticipation: Anticipation): void {
    this.prepared = anticipation;
  }

  /** What was prepared for the words that just came; used once. */
  takePrepared(): Anticipation | null {
    const { prepared } = this;
    this.prepared = null;
    return prepared;
  }

  /** A merged customer's visitors come back to the survivor. */
  closeAll(code: number = CLOSE.gone, reason = ""): void {
    for (const socket of this.all()) closeQuietly(socket, code, reason);
    this.streams.closeAll();
  }
}

export const viewerKey = (visit: Visit): string => `${visit.accountId}\n${identityKey(visit.identity)}`;
