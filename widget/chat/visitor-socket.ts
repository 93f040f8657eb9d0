/** The visitor's websocket: opens again whatever happens, asks for what was missed, notices a silent death. */
import type { VisitorClientFrame } from "../../protocol/visitor-frames.ts";
import { delayBefore } from "./backoff.ts";
import { frameFrom, type LinkPlan, type VisitorLink } from "./visitor-link.ts";

/** A socket is asked for a sign of life so often, and given so long. ms */
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 8_000;
/** Opening may take so long. ms */
const OPEN_WITHIN_MS = 15_000;

export class VisitorSocket implements VisitorLink {
  private readonly plan: LinkPlan;
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private failures = 0;
  private closed = false;

  constructor(plan: LinkPlan) {
    this.plan = plan;
  }

  open(): void {
    if (this.closed || this.socket) return;
    clearTimeout(this.timer);
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/v1/visitor/socket?since=${this.plan.since()}`, [
      "kefu.v1",
      `t.${this.plan.token()}`,
    ]);
    this.socket = socket;
    let opened = false;
    this.beat = setTimeout(() => this.lose(socket, opened), OPEN_WITHIN_MS);
    socket.onopen = () => {
      opened = true;
      this.failures = 0;
      this.listenForLife(socket);
    };
    socket.onmessage = (event) => {
      if (event.data === "pong") return this.listenForLife(socket);
      const frame = frameFrom(event.data);
      if (!frame) return;
      if (frame.t === "welcome") this.attempt = 0;
      this.plan.onFrame(frame);
    };
    socket.onclose = () => this.lose(socket, opened);
  }

  send(frame: VisitorClientFrame): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  reopen(): void {
    this.attempt = 0;
    this.drop();
    this.open();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.drop();
  }

  private drop(): void {
    const { socket } = this;
    this.socket = null;
    clearTimeout(this.beat);
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private lose(socket: WebSocket, opened: boolean): void {
    if (this.socket !== socket) return;
    this.drop();
    if (!opened) this.failures += 1;
    this.timer = setTimeout(() => this.open(), delayBefore(this.attempt++, Math.random()));
    this.plan.onLost(this.failures);
  }

  private listenForLife(socket: WebSocket): void {
    clearTimeout(this.beat);
    this.beat = setTimeout(() => {
      if (socket.readyState === WebSocket.OPEN) socket.send("ping");
      this.beat = setTimeout(() => this.lose(socket, true), PONG_WITHIN_MS);
    }, PING_EVERY_MS);
  }
}
