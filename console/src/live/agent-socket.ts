/**
 * The one socket to the agent's desk. It resumes after the last event that is in the store, asks again when a number is missing,
 * and comes back by itself with growing pauses. Time and chance are arguments of `pauseMs`.
 */
import type { AgentClientFrame, AgentServerFrame, DeskEvent } from "../../../protocol/agent-frames.ts";
import { API_ORIGIN, freshToken } from "../api/client.ts";
import { deskNow, tellDesk } from "../state/desk.ts";
import { takeDraft } from "../state/drafts.ts";
import type { ConsultEvent } from "../state/model.ts";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** A connection that says nothing for so long while the network changed is asked whether it lives. */
const SYNC_PATIENCE_MS = 5_000;

/** Full jitter, so that a restart of the server does not bring all agents back at the same moment. */
export const pauseMs = (attempt: number, chance: number): number => FIRST_PAUSE_MS + chance * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);

/** What the socket's owner is told of. */
export interface Told {
  welcomed(first: boolean): void;
  /** Something was said in a conversation that no list has brought yet. */
  unknown(conversationId: string): void;
  consulted(event: ConsultEvent): void;
  noticed(notice: Extract<DeskEvent, { type: "notice" }>): void;
}

export class AgentSocket {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private ended = false;
  private asked = false;
  private readonly told: Told;

  constructor(told: Told) {
    this.told = told;
  }

  start(): void {
    addEventListener("online", this.now);
    document.addEventListener("visibilitychange", this.visible);
    void this.open();
  }

  stop(): void {
    this.ended = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.now);
    document.removeEventListener("visibilitychange", this.visible);
    this.socket?.close(1000);
  }

  /** Frames that matter only now (typing, read): dropped while there is no connection. */
  send(frame: AgentClientFrame): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  private readonly now = (): void => {
    if (this.socket?.readyState === WebSocket.OPEN) return;
    clearTimeout(this.timer);
    this.attempt = 0;
    void this.open();
  };

  /** A laptop that wakes up may hold a dead connection: the answer to `sync` tells. */
  private readonly visible = (): void => {
    if (document.visibilityState !== "visible") return;
    const { seq } = deskNow();
    const socket = this.socket;
    if (seq === null || !this.send({ t: "sync", since: seq })) this.now();
    else this.timer = setTimeout(() => socket?.close(4000), SYNC_PATIENCE_MS);
  };

  private async open(): Promise<void> {
    if (this.ended || this.socket?.readyState === WebSocket.CONNECTING) return;
    const token = await freshToken();
    if (this.ended) return;
    if (token === null) {
      this.later();
      return;
    }
    const { seq } = deskNow();
    const url = `${API_ORIGIN.replace(/^http/, "ws")}/v1/agent/socket${seq === null ? "" : `?since=${seq}`}`;
    const socket = new WebSocket(url, ["kefu.v1", `t.${token}`]);
    this.socket = socket;
    socket.addEventListener("message", (event) => this.take(JSON.parse(String(event.data)) as AgentServerFrame));
    socket.addEventListener("close", () => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (this.ended) return;
      tellDesk({ do: "link", link: "away", at: Date.now() });
      this.later();
    });
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.open(), pauseMs(this.attempt, Math.random()));
    this.attempt += 1;
  }

  private take(frame: AgentServerFrame): void {
    clearTimeout(this.timer);
    switch (frame.t) {
      case "viewing":
        tellDesk({ do: "viewing", conversationId: frame.conversationId, agents: frame.agents });
        break;
      case "drafts":
        for (const { conversationId, text } of frame.drafts) takeDraft(conversationId, text);
        break;
      case "welcome":
        this.takeWelcome(frame);
        break;
      case "event":
        this.takeEvent(frame);
        break;
      case "typing": {
        const text = frame.text === undefined ? {} : { text: frame.text };
        tellDesk({ do: "typing", conversationId: frame.conversationId, on: frame.on, at: Date.now(), ...text });
        break;
      }
      case "consults":
        tellDesk({ do: "questions", asked: frame.consults });
        break;
      // Commands go by HTTP, whose answers say more.
      case "ack":
      case "refused":
      case "error":
        break;
      default:
        frame satisfies never;
    }
  }

  private takeWelcome(frame: Extract<AgentServerFrame, { t: "welcome" }>): void {
    this.attempt = 0;
    this.asked = false;
    const first = deskNow().seq === null;
    tellDesk({ do: "welcome", seq: frame.seq, presence: frame.presence, behind: frame.behind });
    this.told.welcomed(first);
  }

  /** A number that is missing is asked for once; what came early is told again with it. */
  private takeEvent(frame: Extract<AgentServerFrame, { t: "event" }>): void {
    const { seq } = deskNow();
    if (seq !== null && frame.seq > seq + 1) {
      if (!this.asked) this.asked = this.send({ t: "sync", since: seq });
      return;
    }
    this.asked = false;
    const { event } = frame;
    tellDesk({ do: "event", seq: frame.seq, event });
    if (event.type === "consult") this.told.consulted(event);
    if (event.type === "notice") this.told.noticed(event);
    if (event.type === "turn" && !deskNow().rows[event.conversationId]) this.told.unknown(event.conversationId);
  }
}
