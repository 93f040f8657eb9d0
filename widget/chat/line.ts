/** The line to the server: who the visitor is, the socket, what waits to go out, and asking again and again where sockets are blocked. */
import type { VisitorClientFrame, VisitorServerFrame } from "../../protocol/visitor-frames.ts";
import type { Stored } from "../bridge.ts";
import { type ChatEvent, type ChatState, isPassing } from "./chat-state.ts";
import { frameFor } from "./outgoing.ts";
import { askTurns, type Issued } from "./server.ts";
import { Timers } from "./timers.ts";
import { VisitorPass } from "./visitor-pass.ts";
import { VisitorSocket } from "./visitor-socket.ts";

/** ms */
const ACK_WITHIN_MS = 15_000;
const AFTER_TOO_MANY_MS = 4_000;
const POLL_EVERY_MS = 4_000;
const REACH_AGAIN_MS = 5_000;
/** Tries that never opened before answers are polled for. */
const FAILURES_BEFORE_POLLING = 2;

export interface LinePlan {
  tenant: string;
  stored: Stored;
  locale(): string;
  save(key: string, value: string | null): void;
  state(): ChatState;
  apply(event: ChatEvent): void;
  /** A frame has come and is in the state already. */
  onFrame(frame: VisitorServerFrame): void;
  onPolled(): void;
}

export class Line {
  private readonly plan: LinePlan;
  private readonly pass: VisitorPass;
  private readonly timers = new Timers();
  private socket: VisitorSocket | null = null;
  /** A token is being asked for; who the visitor is follows from its answer. */
  private asking = false;

  constructor(plan: LinePlan) {
    this.plan = plan;
    this.pass = new VisitorPass(plan);
    addEventListener("online", () => this.socket?.reopen());
    addEventListener("offline", () => this.plan.apply({ type: "link", link: "offline" }));
  }

  get isKnown(): boolean {
    return this.pass.token !== null;
  }

  connect(): void {
    if (this.socket || this.asking) return;
    this.plan.apply({ type: "link", link: navigator.onLine ? "connecting" : "offline" });
    if (this.pass.token === null) {
      void this.arrive();
      return;
    }
    if (this.pass.isOld) void this.pass.issue();
    this.socket = new VisitorSocket({
      address: () => `${location.origin.replace(/^http/, "ws")}/v1/visitor/socket?since=${this.plan.state().since}`,
      token: () => this.pass.token ?? "",
      onFrame: (frame) => this.received(frame),
      onLost: (failures) => this.lost(failures),
    });
    this.socket.open();
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
    return this.socket?.send(frame) ?? false;
  }

  /** One at a time, in order: a refused message must not be overtaken by the next. */
  pump(): void {
    const { link, outgoing } = this.plan.state();
    if (link !== "live" || outgoing.some(({ state }) => state.is === "sending")) return;
    const next = outgoing.find(({ state }) => state.is === "queued");
    if (!next || !this.send(frameFor(next))) return;
    this.plan.apply({ type: "sending", cid: next.cid });
    this.timers.later("ack", ACK_WITHIN_MS, () => this.socket?.reopen());
  }

  /** The visitor looks: no waiting for the next try. */
  hurry(): void {
    if (this.plan.state().link === "retrying") this.socket?.reopen();
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
    this.socket?.close();
    this.socket = null;
    this.timers.clear();
    this.plan.apply({ type: "stalled" });
    this.plan.apply({ type: "polling", polling: false });
  }

  private lost(failures: number): void {
    this.timers.cancel("ack");
    this.plan.apply({ type: "stalled" });
    this.plan.apply({ type: "link", link: navigator.onLine ? "retrying" : "offline" });
    if (failures !== FAILURES_BEFORE_POLLING) return;
    // The token may have ended, or sockets are blocked here: the next try has a new one, and answers are asked for meanwhile.
    void this.pass.issue();
    this.plan.apply({ type: "polling", polling: true });
    void this.poll();
  }

  private async poll(): Promise<void> {
    const { token } = this.pass;
    if (!this.plan.state().polling || token === null) return;
    const turns = await askTurns(token);
    // Own words are left to the socket, which knows their cid.
    if (turns && this.plan.state().polling) this.plan.apply({ type: "polled", turns: turns.filter((turn) => turn.from !== "customer") });
    this.plan.onPolled();
    this.timers.later("poll", POLL_EVERY_MS, () => void this.poll());
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
    if (code === "moved") this.socket?.reopen();
    else if (isPassing(code)) this.timers.later("pump", AFTER_TOO_MANY_MS, () => this.pump());
    else this.pump();
  }
}
