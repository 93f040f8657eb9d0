/** What every way to the server does, whichever it is: websocket (visitor-socket.ts), or event stream and requests (visitor-stream.ts). It comes back by itself. */
import type { VisitorClientFrame, VisitorServerFrame } from "../../protocol/visitor-frames.ts";
import { delayBefore } from "./backoff.ts";

export interface LinkPlan {
  /** the sequence number to resume after */
  since(): number;
  token(): string;
  onFrame(frame: VisitorServerFrame): void;
  /** The line is gone; `failures` = tries in a row that never opened. */
  onLost(failures: number): void;
}

export abstract class VisitorLink {
  protected readonly plan: LinkPlan;
  protected failures = 0;
  private tries: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  /** `tries` = those of the way before this one: the pauses go on from there. */
  constructor(plan: LinkPlan, tries = 0) {
    this.plan = plan;
    this.tries = tries;
  }

  /** Tries since the server last greeted. */
  get attempt(): number {
    return this.tries;
  }

  /** False = it did not leave this device. */
  abstract send(frame: VisitorClientFrame): boolean;
  /** Begins a try, unless one is under way. */
  protected abstract begin(): void;
  /** Lets go of the try that is under way. */
  protected abstract drop(): void;

  open(): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.begin();
  }

  /** At once, without waiting for the next try: the network is back or the server asked for it. */
  reopen(): void {
    this.tries = 0;
    this.drop();
    this.open();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.drop();
  }

  protected came(frame: VisitorServerFrame): void {
    if (frame.t === "welcome") this.tries = 0;
    this.plan.onFrame(frame);
  }

  protected gone(opened: boolean): void {
    this.drop();
    if (!opened) this.failures += 1;
    this.timer = setTimeout(() => this.open(), delayBefore(this.tries++, Math.random()));
    this.plan.onLost(this.failures);
  }
}

/** A frame as it came over the line; null = not one. */
export function frameFrom(data: unknown): VisitorServerFrame | null {
  try {
    const frame = JSON.parse(String(data)) as VisitorServerFrame | null;
    return typeof frame?.t === "string" ? frame : null;
  } catch {
    return null;
  }
}
