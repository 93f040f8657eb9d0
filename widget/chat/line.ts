/** The line to the server: who the visitor is, the way there (a socket, or a stream where sockets are blocked), what waits to go out. */
import type { VisitorClientFrame, VisitorServerFrame } from "../../protocol/visitor-frames.ts";
import type { Stored } from "../bridge.ts";
import { type ChatEvent, type ChatState, isPassing } from "./chat-state.ts";
import { frameFor } from "./outgoing.ts";
import type { Issued } from "./server.ts";
import { Timers } from "./timers.ts";
import type { LinkPlan, VisitorLink } from "./visitor-link.ts";
import { VisitorPass } from "./visitor-pass.ts";
import { VisitorSocket } from "./visitor-socket.ts";
import { VisitorStream } from "./visitor-stream.ts";

/** ms */
const ACK_WITHIN_MS = 15_000;
const AFTER_TOO_MANY_MS = 4_000;
const REACH_AGAIN_MS = 5_000;
const TOKEN_LOOK_MS = 100;
const TOKEN_PATIENCE_MS = 10_000;
/** Tries that never opened before the other way is tried. */
const FAILURES_BEFORE_OTHER = 2;

export interface LinePlan {
  tenant: string;
  stored: Stored;
  locale(): string;
  save(key: string, value: string | null): void;
  state(): ChatState;
  apply(event: ChatEvent): void;
  /** A frame has come and is in the state already. */
  onFrame(frame: VisitorServerFrame): void;
}

export class Line {
  private readonly plan: LinePlan;
  private readonly pass: VisitorPass;
  private readonly timers = new Timers();
  private link: VisitorLink | null = null;
  private isSocket = true;
  /** A token is being asked for; who the visitor is follows from its answer. */
  private asking = false;

  constructor(plan: LinePlan) {
    this.plan = plan;
    this.pass = new VisitorPass(plan);
    addEventListener("online", () => this.link?.reopen());
    addEventListener("offline", () => this.plan.apply({ type: "link", link: "offline" }));
  }

  /** The visitor's token, waited for while it is on its way; null = it cannot be had. */
  async awaitToken(): Promise<string | null> {
    for (let waited = 0; this.pass.token === null && waited < TOKEN_PATIENCE_MS; waited += TOKEN_LOOK_MS) {
      this.connect();
      await new Promise((resolve) => setTimeout(resolve, TOKEN_LOOK_MS));
    }
    return this.pass.token;
  }

  get isKnown(): boolean {
    return this.pass.token !== null;
  }

  connect(): void {
    if (this.link || this.asking) return;
    this.plan.apply({ type: "link", link: navigator.onLine ? "connecting" : "offline" });
    if (this.pass.token === null) {
      void this.arrive();
      return;
    }
    if (this.pass.isOld) void this.pass.issue();
    this.open();
  }

  /** `tries` = those already made the other way. */
  private open(tries = 0): void {
    const plan: LinkPlan = {
      since: () => this.plan.state().since,
      token: () => this.pass.token ?? "",
      onFrame: (frame) => this.received(frame),
      onLost: (failures) => this.lost(failures),
    };
    this.link = this.isSocket ? new VisitorSocket(plan, tries) : new VisitorStream(plan, tries);
    this.link.open();
  }

  /** The host says who is signed in: the same line, another visitor. */
  async identify(userToken: string): Promise<Issued> {
    this.asking = true;
    const issued = await this.pass.issue(userToken);
    this.asking = false;
    if (issued.outcome === "issued") this.hangUp();
    return issued;
  }

  /** Another tab has become somebody. */
  adopt(token: string): void {
    this.pass.token = token;
    this.connect();
  }

  /** Nobody from now on. */
  leave(): void {
    this.hangUp();
    this.pass.drop();
  }

  /** False = it did not leave this device. */
  send(frame: VisitorClientFrame): boolean {
    return this.link?.send(frame) ?? false;
  }

  /** One at a time, in order: a refused message must not be overtaken by the next. */
  pump(): void {
    const { link, outgoing } = this.plan.state();
    if (link !== "live" || outgoing.some(({ state }) => state.is === "sending")) return;
    const next = outgoing.find(({ state }) => state.is === "queued");
    if (!next || !this.send(frameFor(next))) return;
    this.plan.apply({ type: "sending", cid: next.cid });
    this.timers.later("ack", ACK_WITHIN_MS, () => this.link?.reopen());
  }

  /** The page before what is shown. */
  askOlder(): void {
    const { older } = this.plan.state();
    if (older && !older.asked && this.send({ t: "older", before: older.before })) this.plan.apply({ type: "older-asked" });
  }

  /** The visitor looks: no waiting for the next try. */
  hurry(): void {
    if (this.plan.state().link === "retrying") this.link?.reopen();
  }

  private async arrive(): Promise<void> {
    this.asking = true;
    const issued = await this.pass.issue();
    this.asking = false;
    if (issued.outcome === "issued") {
      this.connect();
      return;
    }
    this.plan.apply({ type: "link", link: issued.outcome === "refused" ? "refused" : navigator.onLine ? "retrying" : "offline" });
    if (issued.outcome === "unreachable") this.timers.later("arrive", REACH_AGAIN_MS, () => this.connect());
  }

  private hangUp(): void {
    this.link?.close();
    this.link = null;
    this.timers.clear();
    this.plan.apply({ type: "stalled" });
  }

  private lost(failures: number): void {
    this.timers.cancel("ack");
    this.plan.apply({ type: "stalled" });
    this.plan.apply({ type: "link", link: navigator.onLine ? "retrying" : "offline" });
    if (failures < FAILURES_BEFORE_OTHER || !navigator.onLine) return;
    // The token may have ended, or sockets are blocked here: the next try has a new one, and goes the other way.
    void this.pass.issue();
    this.link?.close();
    this.isSocket = !this.isSocket;
    this.open(this.link?.attempt);
  }

  private received(frame: VisitorServerFrame): void {
    const { customerId, since } = this.plan.state();
    this.plan.apply({ type: "frame", frame });
    this.plan.onFrame(frame);
    if (frame.t === "welcome") {
      const isOther = (customerId !== null && customerId !== frame.customerId) || frame.seq < since;
      if (isOther) this.send({ t: "sync", since: 0 });
      this.pump();
    } else if (frame.t === "ack") {
      this.timers.cancel("ack");
      this.pump();
    } else if (frame.t === "err") this.refused(frame.code, frame.cid);
  }

  private refused(code: string, cid: string | undefined): void {
    if (cid !== undefined) this.timers.cancel("ack");
    if (code === "moved") this.link?.reopen();
    else if (isPassing(code)) this.timers.later("pump", AFTER_TOO_MANY_MS, () => this.pump());
    else this.pump();
  }
}
