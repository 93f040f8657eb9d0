/** The visitor's websocket: opens again whatever happens, asks for what was missed, notices a silent death. */

import type { VisitorClientFrame, VisitorServerFrame } from "../../protocol/visitor-frames.ts";
import { delayBefore } from "./backoff.ts";

/** A socket is asked for a sign of life so often, and given so long. ms */
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 8_000;
/** Opening may take so long. ms */
const OPEN_WITHIN_MS = 15_000;

export interface SocketPlan {
  /** websocket address, with the sequence number to resume from */
  address(): string;
  token(): string;
  onFrame(frame: VisitorServerFrame): void;
  /** The socket is gone; `failures` = tries in a row that never opened. */
  onLost(failures: number): void;
}

export class VisitorSocket {
  private readonly plan: SocketPlan;
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private failures = 0;
  private closed = false;

  constructor(plan: SocketPlan) {
    this.plan = plan;
  }

  open(): void {
    if (this.closed || this.socket) return;
    clearTimeout(this.timer);
    const socket = new WebSocket(this.plan.address(), ["kefu.v1", `t.${this.plan.token()}`]);
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
      const frame = parsed(event.data);
      if (!frame) return;
      if (frame.t === "welcome") this.attempt = 0;
      this.plan.onFrame(frame);
    };
    socket.onclose = () => this.lose(socket, opened);
  }

  /** False = it did not leave this device. */
  send(frame: VisitorClientFrame): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** At once, without waiting for the next try: the network is back or the server asked for it. */
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

function parsed(data: unknown): VisitorServerFrame | null {
  try {
    const frame = JSON.parse(String(data)) as VisitorServerFrame | null;
    return typeof frame?.t === "string" ? frame : null;
  } catch {
    return null;
  }
}
