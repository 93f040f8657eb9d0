/**
 * The chat itself: what it knows, what is kept on the device, and the host's page beyond the port. Everything the screens do goes through here.
 * Kept whole: it is the one place where line, device, host and screens meet, and each verb is a few lines.
 */
import type { VisitorServerFrame } from "../../protocol/visitor-frames.ts";
import { type Hello, REFUSED, type ToFrame, type ToHost } from "../bridge.ts";
import { type ChatEvent, type ChatState, lastAnswerSeq, nextState, unreadTurns } from "./chat-state.ts";
import { chime } from "./chime.ts";
import { Help } from "./help.ts";
import { keptOf, OUTGOING_KEY, restored } from "./keeping.ts";
import { Line } from "./line.ts";
import { freshCid, type Outgoing, type Said } from "./outgoing.ts";
import { previewOf } from "./preview.ts";
import { Timers } from "./timers.ts";
import { Typist } from "./typist.ts";
import { Uploads } from "./uploads.ts";
import { Wishes } from "./wishes.ts";

/** ms */
const KEEP_AFTER_MS = 300;
const SEEN_AFTER_MS = 400;
const TYPING_LASTS_MS = 8_000;
/** Everything of a visitor that is kept on the device, but for their settings. */
const VISITOR_KEYS = ["token", "tokenAt", "log", "read", "draft", "about", "consent", "consentTold", "articles", "helped", "callBack"];

export class Chat {
  state: ChatState;
  readonly hello: Hello;
  private readonly port: MessagePort;
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Timers();
  private readonly typist = new Typist((frame) => this.line.send(frame));
  private readonly line: Line;
  private locale: string;
  readonly help: Help;
  readonly uploads: Uploads;
  readonly wishes: Wishes;
  isOpen = false;
  private isSignedIn = false;
  private told = "";
  /** What had been said when this page came is history, not news. */
  private newsAfter: number | null = null;

  constructor(hello: Hello, port: MessagePort, locale: string) {
    this.hello = hello;
    this.port = port;
    this.locale = locale;
    this.state = restored(hello.stored);
    const changed = (): void => this.redraw();
    this.help = new Help({
      tenant: hello.tenant,
      stored: hello.stored,
      locale: () => this.locale,
      save: (key, value) => this.save(key, value),
      token: () => this.line.awaitToken(),
      changed,
    });
    this.uploads = new Uploads(() => this.line.awaitToken(), changed);
    this.line = new Line({
      tenant: hello.tenant,
      stored: hello.stored,
      locale: () => this.locale,
      save: (key, value) => this.save(key, value),
      state: () => this.state,
      apply: (event) => this.apply(event),
      onFrame: (frame) => this.received(frame),
    });
    this.wishes = new Wishes({
      line: this.line,
      state: () => this.state,
      apply: (event) => this.apply(event),
      save: (key, value) => this.save(key, value),
    });
    port.onmessage = (event: MessageEvent<ToFrame>) => this.heard(event.data);
    document.addEventListener("visibilitychange", () => {
      this.look();
      if (this.isSeen()) this.line.hurry();
    });
    addEventListener("pagehide", () => this.keep());
    if (this.line.isKnown || this.state.outgoing.length > 0) this.line.connect();
    this.tellUnread();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The id it goes by. */
  say(said: Said): string {
    const now = Date.now();
    const outgoing: Outgoing = {
      cid: freshCid(now),
      at: now,
      said,
      ...this.help.takeAbout(),
      state: { is: "queued" },
    };
    this.host({ t: "save", key: OUTGOING_KEY + outgoing.cid, value: JSON.stringify(outgoing) });
    this.apply({ type: "said", outgoing });
    this.typist.stop();
    this.line.connect();
    this.line.pump();
    return outgoing.cid;
  }

  sayAgain(cid: string): void {
    this.apply({ type: "again", cid });
    this.line.pump();
  }

  takeBack(cid: string): void {
    this.host({ t: "save", key: OUTGOING_KEY + cid, value: null });
    this.apply({ type: "taken-back", cid });
  }

  get isNew(): boolean {
    return this.state.turns.length + this.state.outgoing.length === 0;
  }

  /** The tenant asks something first of whom the page does not vouch for: its questions before the first word, its policy whenever that is a new one. */
  get mustIntroduce(): boolean {
    return !this.isSignedIn && (this.help.consent !== null || (this.isNew && this.help.asksFirst));
  }

  private redraw(): void {
    for (const listener of this.listeners) listener();
  }

  askOlder(): void {
    this.line.askOlder();
  }

  typing(draft: string): void {
    this.timers.later("draft", KEEP_AFTER_MS, () => this.save("draft", draft === "" ? null : draft));
    this.typist.typed(draft);
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
    void this.help.configure();
    this.host({ t: "locale", locale });
  }

  /** At sign-out, and when the visitor wants to be forgotten here. */
  forget(): void {
    for (const { cid } of this.state.outgoing) this.host({ t: "save", key: OUTGOING_KEY + cid, value: null });
    for (const key of VISITOR_KEYS) this.save(key, null);
    this.gone();
    if (this.isOpen) this.line.connect();
  }

  apply(event: ChatEvent): void {
    const before = this.state;
    this.state = nextState(before, event);
    if (this.state === before) return;
    this.redraw();
    if (this.state.link === "refused" && before.link !== "refused") this.host({ t: "event", name: "error", detail: REFUSED });
    if (this.state.turns !== before.turns || this.state.readUpTo !== before.readUpTo) this.tellUnread();
    if (this.state.turns !== before.turns || this.state.rating !== before.rating) this.timers.later("keep", KEEP_AFTER_MS, () => this.keep());
  }

  private heard(message: ToFrame): void {
    switch (message.t) {
      case "hello":
        break;
      case "opened":
        this.isOpen = true;
        this.line.connect();
        void this.help.configure();
        this.look();
        this.redraw();
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
    if (key === "token" && value === null) this.gone();
    if (key === "token" && value !== null && !this.line.isKnown) this.line.adopt(value);
  }

  private gone(): void {
    this.isSignedIn = false;
    this.line.leave();
    this.timers.clear();
    this.newsAfter = null;
    this.uploads.clear();
    this.apply({ type: "forgotten" });
  }

  private async identify(userToken: string): Promise<void> {
    const issued = await this.line.identify(userToken);
    this.isSignedIn = issued.outcome === "issued";
    if (issued.outcome === "issued") this.host({ t: "event", name: "identified", detail: { customerId: issued.customerId } });
    else this.host({ t: "event", name: "error", detail: issued.outcome === "refused" ? issued.code : "unreachable" });
    if (this.isOpen || this.line.isKnown) this.line.connect();
  }

  private received(frame: VisitorServerFrame): void {
    if (frame.t === "welcome") {
      this.newsAfter ??= frame.seq;
      void this.help.tellConsent();
      // What was looked at while the line was down.
      if (this.state.readUpTo > 0) this.line.send({ t: "read", upToSeq: this.state.readUpTo });
    } else if (frame.t === "ack") this.host({ t: "save", key: OUTGOING_KEY + frame.cid, value: null });
    else if (frame.t === "typing") this.timers.later("typing-over", TYPING_LASTS_MS, () => this.apply({ type: "typing-over" }));
    else if (frame.t === "msg") {
      if (frame.turn.cid !== undefined) this.host({ t: "save", key: OUTGOING_KEY + frame.turn.cid, value: null });
      if (frame.turn.from !== "customer" && frame.seq > (this.newsAfter ?? 0)) this.news(frame);
      if (this.isSeen()) this.look();
      else if (!this.timers.isRunning("here")) this.timers.later("here", SEEN_AFTER_MS, () => this.line.send({ t: "sync", since: this.state.since }));
    }
  }

  private news(frame: Extract<VisitorServerFrame, { t: "msg" }>): void {
    this.host({ t: "event", name: "message", detail: { from: frame.turn.from, text: previewOf(frame.turn.parts) } });
    if (!this.isSeen() && this.hello.stored.sound !== "off") chime();
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
    // Many at once, as after a long absence, are told in one frame: the server counts frames.
    if (!this.timers.isRunning("seen")) this.timers.later("seen", SEEN_AFTER_MS, () => this.line.send({ t: "read", upToSeq: this.state.readUpTo }));
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
