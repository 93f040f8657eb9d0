/** The chat itself: state, its socket, what is kept on the device, and the host's page beyond the port. Everything the screens do goes through here. */
import type { VisitorServerFrame } from "../../protocol/visitor-frames.ts";
import type { Hello, ToFrame, ToHost } from "../bridge.ts";
import { type ChatEvent, type ChatState, isPassing, lastAnswerSeq, nextState, unreadTurns } from "./chat-state.ts";
import { chime } from "./chime.ts";
import { keptOf, OUTGOING_KEY, restored } from "./keeping.ts";
import { frameFor, newCid, type Outgoing, type Said } from "./outgoing.ts";
import { previewOf } from "./preview.ts";
import { askTurns } from "./server.ts";
import { Timers } from "./timers.ts";
import { Typist } from "./typist.ts";
import { VisitorPass } from "./visitor-pass.ts";
import { VisitorSocket } from "./visitor-socket.ts";

/** ms */
const ACK_WITHIN_MS = 15_000;
const AFTER_TOO_MANY_MS = 4_000;
const KEEP_AFTER_MS = 300;
const POLL_EVERY_MS = 4_000;
const TYPING_LASTS_MS = 8_000;
const REACH_AGAIN_MS = 5_000;
/** Tries that never opened before answers are polled for. */
const FAILURES_BEFORE_POLLING = 2;
/** Everything of a visitor that is kept on the device, but for their settings. */
const VISITOR_KEYS = ["token", "tokenAt", "log", "read", "draft"];

export class Chat {
  state: ChatState;
  readonly hello: Hello;
  private readonly port: MessagePort;
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Timers();
  private readonly typist = new Typist((frame) => this.socket?.send(frame));
  private readonly pass: VisitorPass;
  private socket: VisitorSocket | null = null;
  private locale: string;
  isOpen = false;
  private asking = false;
  private told = "";
  /** Frames up to the welcome's number are history, not news. */
  private newsAfter = 0;

  constructor(hello: Hello, port: MessagePort, locale: string) {
    this.hello = hello;
    this.port = port;
    this.locale = locale;
    this.pass = new VisitorPass({ tenant: hello.tenant, stored: hello.stored, locale: () => this.locale, save: (key, value) => this.save(key, value) });
    this.state = restored(hello.stored);
    port.onmessage = (event: MessageEvent<ToFrame>) => this.heard(event.data);
    addEventListener("online", () => this.socket?.reopen());
    addEventListener("offline", () => this.apply({ type: "link", link: "offline" }));
    document.addEventListener("visibilitychange", () => this.look());
    addEventListener("pagehide", () => this.keep());
    if (this.pass.token !== null || this.state.outgoing.length > 0) this.connect();
    this.tellUnread();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  say(said: Said): void {
    const now = Date.now();
    const outgoing: Outgoing = { cid: newCid(now, crypto.getRandomValues(new Uint8Array(16))), at: now, said, state: { is: "queued" } };
    this.host({ t: "save", key: OUTGOING_KEY + outgoing.cid, value: JSON.stringify(outgoing) });
    this.apply({ type: "said", outgoing });
    this.typist.stop();
    this.connect();
    this.pump();
  }

  sayAgain(cid: string): void {
    this.apply({ type: "again", cid });
    this.pump();
  }

  takeBack(cid: string): void {
    this.host({ t: "save", key: OUTGOING_KEY + cid, value: null });
    this.apply({ type: "taken-back", cid });
  }

  typing(draft: string): void {
    this.timers.later("draft", KEEP_AFTER_MS, () => this.save("draft", draft === "" ? null : draft));
    this.typist.typed(draft);
  }

  rate(conversationId: string, score: number, comment: string): void {
    this.socket?.send({ t: "rate", conversationId, score, ...(comment === "" ? {} : { comment }) });
    this.apply({ type: "rated", conversationId, score });
  }

  close(): void {
    this.host({ t: "close" });
  }

  save(key: string, value: string | null): void {
    if (value === null) delete this.hello.stored[key];
    else this.hello.stored[key] = value;
    this.host({ t: "save", key, value });
  }

  host(message: ToHost): void {
    this.port.postMessage(message);
  }

  setLocale(locale: string): void {
    this.locale = locale;
    this.save("locale", locale);
    this.host({ t: "locale", locale });
  }

  /** At sign-out, and when the visitor wants to be forgotten here. */
  forget(): void {
    for (const { cid } of this.state.outgoing) this.host({ t: "save", key: OUTGOING_KEY + cid, value: null });
    for (const key of VISITOR_KEYS) this.save(key, null);
    this.hangUp();
    this.pass.drop();
    this.apply({ type: "forgotten" });
    if (this.isOpen) this.connect();
  }

  apply(event: ChatEvent): void {
    const before = this.state;
    this.state = nextState(before, event);
    if (this.state === before) return;
    for (const listener of this.listeners) listener();
    if (this.state.turns !== before.turns || this.state.readUpTo !== before.readUpTo) this.tellUnread();
    if (this.state.turns !== before.turns || this.state.rating !== before.rating) this.timers.later("keep", KEEP_AFTER_MS, () => this.keep());
  }

  private heard(message: ToFrame): void {
    switch (message.t) {
      case "hello":
        break;
      case "opened":
        this.isOpen = true;
        this.connect();
        this.look();
        for (const listener of this.listeners) listener();
        dispatchEvent(new Event("kefu-opened"));
        break;
      case "closed":
        this.isOpen = false;
        break;
      case "identify":
        void this.identify(message.userToken);
        break;
      case "reset":
        this.forget();
        break;
      case "stored":
        this.otherTab(message.key, message.value);
        break;
      default:
        message satisfies never;
    }
  }

  private otherTab(key: string, value: string | null): void {
    if (value === null) delete this.hello.stored[key];
    else this.hello.stored[key] = value;
    if (key === "read") this.apply({ type: "read", upToSeq: Number(value) || 0 });
    if (key === "token" && value === null) {
      this.hangUp();
      this.pass.drop();
      this.apply({ type: "forgotten" });
    }
    if (key === "token" && value !== null && this.pass.token === null) {
      this.pass.token = value;
      this.connect();
    }
  }

  private async identify(userToken: string): Promise<void> {
    const issued = await this.pass.issue(userToken);
    if (issued.outcome !== "issued") {
      this.host({ t: "event", name: "error", detail: issued.outcome === "refused" ? issued.code : "unreachable" });
      return;
    }
    this.hangUp();
    this.connect();
    this.host({ t: "event", name: "identified", detail: { customerId: issued.customerId } });
  }

  private connect(): void {
    if (this.socket || this.asking) return;
    if (this.pass.token === null) {
      void this.arrive();
      return;
    }
    if (this.pass.isOld) void this.pass.issue();
    this.apply({ type: "link", link: navigator.onLine ? "connecting" : "offline" });
    this.socket = new VisitorSocket({
      address: () => `${location.origin.replace(/^http/, "ws")}/v1/visitor/socket?since=${this.state.since}`,
      token: this.pass.token,
      onFrame: (frame) => this.received(frame),
      onLost: (failures) => this.lost(failures),
    });
    this.socket.open();
  }

  private async arrive(): Promise<void> {
    this.asking = true;
    this.apply({ type: "link", link: navigator.onLine ? "connecting" : "offline" });
    const issued = await this.pass.issue();
    this.asking = false;
    if (issued.outcome === "issued") return this.connect();
    this.apply({ type: "link", link: issued.outcome === "refused" ? "refused" : navigator.onLine ? "retrying" : "offline" });
    if (issued.outcome === "unreachable") this.timers.later("arrive", REACH_AGAIN_MS, () => this.connect());
  }

  private hangUp(): void {
    this.socket?.close();
    this.socket = null;
    this.timers.clear();
    this.apply({ type: "stalled" });
  }

  private lost(failures: number): void {
    this.timers.cancel("ack");
    this.apply({ type: "stalled" });
    this.apply({ type: "link", link: navigator.onLine ? "retrying" : "offline" });
    if (failures !== FAILURES_BEFORE_POLLING) return;
    // The token may have ended, or sockets are blocked here: both are tried.
    void this.renew();
    this.apply({ type: "polling", polling: true });
    void this.poll();
  }

  private async renew(): Promise<void> {
    const before = this.pass.token;
    const issued = await this.pass.issue();
    if (issued.outcome !== "issued" || issued.token === before || this.state.link === "live") return;
    this.socket?.close();
    this.socket = null;
    this.connect();
  }

  private async poll(): Promise<void> {
    const { token } = this.pass;
    if (!this.state.polling || token === null) return;
    const turns = await askTurns(token);
    // Own words are left to the socket, which knows their cid.
    if (turns && this.state.polling) this.apply({ type: "polled", turns: turns.filter((turn) => turn.from !== "customer") });
    this.look();
    this.timers.later("poll", POLL_EVERY_MS, () => void this.poll());
  }

  private received(frame: VisitorServerFrame): void {
    const { customerId, since } = this.state;
    this.apply({ type: "frame", frame });
    switch (frame.t) {
      case "welcome":
        this.newsAfter = frame.seq;
        if ((customerId !== null && customerId !== frame.customerId) || frame.seq < since) this.socket?.send({ t: "sync", since: 0 });
        this.pump();
        break;
      case "msg":
        if (frame.turn.cid !== undefined) this.host({ t: "save", key: OUTGOING_KEY + frame.turn.cid, value: null });
        if (frame.turn.from !== "customer" && frame.seq > this.newsAfter) this.news(frame);
        this.look();
        break;
      case "ack":
        this.timers.cancel("ack");
        this.host({ t: "save", key: OUTGOING_KEY + frame.cid, value: null });
        this.pump();
        break;
      case "typing":
        this.timers.later("typing-over", TYPING_LASTS_MS, () => this.apply({ type: "typing-over" }));
        break;
      case "err":
        this.refused(frame.code);
        break;
      default:
    }
  }

  private refused(code: string): void {
    this.timers.cancel("ack");
    if (code === "moved") this.socket?.reopen();
    else if (isPassing(code)) this.timers.later("pump", AFTER_TOO_MANY_MS, () => this.pump());
    else this.pump();
  }

  private news(frame: Extract<VisitorServerFrame, { t: "msg" }>): void {
    this.host({ t: "event", name: "message", detail: { from: frame.turn.from, text: previewOf(frame.turn.parts) } });
    if (!this.isSeen() && this.hello.stored.sound !== "off") chime();
  }

  /** One at a time, in order: a refused message must not be overtaken by the next. */
  private pump(): void {
    if (this.state.link !== "live" || this.state.outgoing.some(({ state }) => state.is === "sending")) return;
    const next = this.state.outgoing.find(({ state }) => state.is === "queued");
    if (!next || !this.socket?.send(frameFor(next))) return;
    this.apply({ type: "sending", cid: next.cid });
    this.timers.later("ack", ACK_WITHIN_MS, () => this.socket?.reopen());
  }

  private isSeen(): boolean {
    return this.isOpen && document.visibilityState === "visible";
  }

  /** Tells the other side what has been seen, once. */
  private look(): void {
    if (!this.isSeen()) return;
    const upToSeq = lastAnswerSeq(this.state);
    if (upToSeq <= this.state.readUpTo) return;
    this.apply({ type: "read", upToSeq });
    this.save("read", String(upToSeq));
    this.socket?.send({ t: "read", upToSeq });
  }

  private tellUnread(): void {
    const unread = unreadTurns(this.state);
    const last = unread.at(-1);
    const preview = last ? previewOf(last.parts) : null;
    const key = `${unread.length} ${preview}`;
    if (key === this.told) return;
    this.told = key;
    this.host({ t: "unread", count: unread.length, preview });
  }

  private keep(): void {
    const kept = keptOf(this.state);
    if (kept !== null) this.save("log", kept);
  }
}
