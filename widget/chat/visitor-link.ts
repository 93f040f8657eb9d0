/** What a way to the server can do, whichever it is: websocket (visitor-socket.ts), or event stream and requests (visitor-stream.ts). */
import type { VisitorClientFrame, VisitorServerFrame } from "../../protocol/visitor-frames.ts";

export interface LinkPlan {
  /** the sequence number to resume after */
  since(): number;
  token(): string;
  onFrame(frame: VisitorServerFrame): void;
  /** The line is gone; `failures` = tries in a row that never opened. */
  onLost(failures: number): void;
}

export interface VisitorLink {
  open(): void;
  /** False = it did not leave this device. */
  send(frame: VisitorClientFrame): boolean;
  /** At once, without waiting for the next try: the network is back or the server asked for it. */
  reopen(): void;
  close(): void;
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
