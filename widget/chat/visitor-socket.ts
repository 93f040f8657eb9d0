/** The visitor's websocket: opens again whatever happens, asks for what was missed, notices a silent death. */
import type { VisitorClientFrame } from "../../protocol/visitor-frames.ts";
import { frameFrom, VisitorLink } from "./visitor-link.ts";

/** A socket is asked for a sign of life so often, and given so long. ms */
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 8_000;
/** Opening may take so long. ms */
const OPEN_WITHIN_MS = 15_000;

export class VisitorSocket extends VisitorLink {
  private socket: WebSocket | null = null;
  private beat: ReturnType<typeof setTimeout> | undefined;

  protected begin(): void {
    if (this.socket) return;
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
      if (frame) this.came(frame);
    };
    socket.onclose = () => this.lose(socket, opened);
  }

  send(frame: VisitorClientFrame): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  protected drop(): void {
    const { socket } = this;
    this.socket = null;
    clearTimeout(this.beat);
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private lose(socket: WebSocket, opened: boolean): void {
    if (this.socket === socket) this.gone(opened);
  }

  private listenForLife(socket: WebSocket): void {
    clearTimeout(this.beat);
    this.beat = setTimeout(() => {
      if (socket.readyState === WebSocket.OPEN) socket.send("ping");
      this.beat = setTimeout(() => this.lose(socket, true), PONG_WITHIN_MS);
    }, PING_EVERY_MS);
  }
}
