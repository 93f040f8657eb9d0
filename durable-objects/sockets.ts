/** Hibernating websockets: sending and closing that never throw, because a peer may go at any moment. */

/** Close codes of our own (4000–4999, RFC 6455 §7.4.2). */
export const CLOSE = { tooMuch: 4008, badFrame: 4400, moved: 4301, gone: 4410, signedOut: 4401 } as const;
/** Codes that may not be sent in a close frame (RFC 6455 §7.4.1). */
const RESERVED = new Set([1004, 1005, 1006, 1015]);
/** Longest close reason, bytes (RFC 6455 §5.5). */
const REASON_UNITS = 120;

/** False when the peer is gone: its messages wait in the tree until it comes back. */
export function sendFrame(socket: WebSocket, frame: unknown): boolean {
  try {
    socket.send(JSON.stringify(frame));
    return true;
  } catch {
    return false;
  }
}

export function closeQuietly(socket: WebSocket, code: number, reason = ""): void {
  try {
    if (RESERVED.has(code)) socket.close();
    else socket.close(code, reason.slice(0, REASON_UNITS));
  } catch {
    // The peer has closed already.
  }
}

/** The frame's text, or why it is none. Binary frames are not spoken here. */
export function frameText(data: string | ArrayBuffer, mostBytes: number): { ok: true; text: string } | { ok: false; why: string } {
  if (typeof data !== "string") return { ok: false, why: "Frames are text" };
  // UTF-16 units bound the bytes from below; the exact count is only needed near the limit.
  if (data.length > mostBytes || (data.length * 3 > mostBytes && new TextEncoder().encode(data).length > mostBytes)) {
    return { ok: false, why: `A frame may have ${mostBytes} bytes` };
  }
  return { ok: true, text: data };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How often something may happen: at most `most` times in any `spanMs`. In memory; a sleeping object forgets, which only lets through. */
export class Pace {
  private readonly most: number;
  private readonly spanMs: number;
  private times: number[] = [];

  constructor(most: number, spanMs: number) {
    this.most = most;
    this.spanMs = spanMs;
  }

  /** Counts it when it is allowed. */
  allows(now: number): boolean {
    this.times = this.times.filter((at) => at > now - this.spanMs);
    if (this.times.length >= this.most) return false;
    this.times.push(now);
    return true;
  }
}
