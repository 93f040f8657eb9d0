/**
 * Visitors whose network lets no websocket through: an event stream (HTML Standard, "Server-sent events"), or a request that waits until something happens.
 * Both live in memory only: a stream that breaks comes back with the last sequence number it saw.
 */
import type { Visit, VisitorServerFrame } from "../../protocol/visitor-frames.ts";
import type { Ear } from "./visitor-sockets.ts";

/** A comment so often keeps proxies from closing a quiet stream. ms */
const BEAT_EVERY_MS = 20_000;
/** A stream ends by itself after so long, so that a reader who is gone unseen holds nothing for ever; readers come back at once. ms */
const STREAM_LASTS_MS = 10 * 60_000;
/** Frames that wait for a reader who does not read; then the stream ends. */
const MOST_UNREAD = 500;
/** What follows within this time goes with the first frame of a waiting request. ms */
const GATHER_MS = 40;

const HEADERS = { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" };
const encoder = new TextEncoder();

export const eventOf = (frame: VisitorServerFrame): string => `data: ${JSON.stringify(frame)}\n\n`;

export class VisitorStreams {
  private readonly ears = new Set<Ear>();

  all(): Iterable<Ear> {
    return this.ears;
  }

  get count(): number {
    return this.ears.size;
  }

  closeOldest(): void {
    const [oldest] = this.ears;
    oldest?.close();
  }

  closeAll(): void {
    for (const ear of [...this.ears]) ear.close();
  }

  /** An open event stream that begins with these frames. */
  stream(visit: Visit, first: readonly VisitorServerFrame[]): Response {
    let end: () => void = () => undefined;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const write = (text: string): void => {
            if ((controller.desiredSize ?? 0) <= 0) end();
            else controller.enqueue(encoder.encode(text));
          };
          const ear: Ear = { visit, send: (frame) => write(eventOf(frame)), close: () => end() };
          const beat = setInterval(() => write(": here\n\n"), BEAT_EVERY_MS);
          const last = setTimeout(() => end(), STREAM_LASTS_MS);
          end = () => {
            if (!this.ears.delete(ear)) return;
            clearInterval(beat);
            clearTimeout(last);
            closeStream(controller);
          };
          this.ears.add(ear);
          write(first.map(eventOf).join(""));
        },
        cancel: () => end(),
      },
      new CountQueuingStrategy({ highWaterMark: MOST_UNREAD }),
    );
    return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8", ...HEADERS } });
  }

  /** These frames at once when there is news among them; else whatever comes first within `waitMs`, together with them. */
  async wait(visit: Visit, first: readonly VisitorServerFrame[], waitMs: number): Promise<Response> {
    const isNews = first.some(({ t }) => t === "msg" || t === "changed" || t === "gap");
    const later = isNews || waitMs === 0 ? [] : await this.nextFrames(visit, waitMs);
    return Response.json({ frames: [...first, ...later] }, { headers: HEADERS });
  }

  private nextFrames(visit: Visit, waitMs: number): Promise<VisitorServerFrame[]> {
    return new Promise((resolve) => {
      const heard: VisitorServerFrame[] = [];
      const end = (): void => {
        if (!this.ears.delete(ear)) return;
        clearTimeout(timer);
        resolve(heard);
      };
      let timer = setTimeout(end, waitMs);
      const ear: Ear = {
        visit,
        send: (frame) => {
          if (heard.push(frame) > 1) return;
          clearTimeout(timer);
          timer = setTimeout(end, GATHER_MS);
        },
        close: end,
      };
      this.ears.add(ear);
    });
  }
}

function closeStream(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close();
  } catch {
    // The reader has gone already.
  }
}
