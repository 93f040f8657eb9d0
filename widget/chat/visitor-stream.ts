/**
 * The line for networks that let no websocket through: frames come by an event stream, or where a proxy holds that back, by requests that wait;
 * they go by POST, in order, and are answered there. Resumes by the same sequence number as the socket.
 */
import type { VisitorClientFrame, VisitorServerFrame } from "../../protocol/visitor-frames.ts";
import { frameFrom, VisitorLink } from "./visitor-link.ts";

/** The greeting must come within this, or something on the way keeps streams back. ms */
const GREETED_WITHIN_MS = 8_000;
/** The server sends a sign of life every 20 s. ms */
const SILENCE_MS = 45_000;
/** How long a request for frames waits at the server, seconds, and for its answer here, ms. */
const WAIT_S = 20;
const ANSWER_WITHIN_MS = 30_000;
/** Frames of one POST: protocol/visitor-frames.ts MAX_VISITOR_FRAMES. */
const MOST_FRAMES = 20;

export class VisitorStream extends VisitorLink {
  private run: AbortController | null = null;
  private watch: ReturnType<typeof setTimeout> | undefined;
  private greeted = false;
  private streams = true;
  private readonly waiting: VisitorClientFrame[] = [];
  private posting = false;

  protected begin(): void {
    if (this.run) return;
    const run = new AbortController();
    this.run = run;
    this.greeted = false;
    void (this.streams ? this.read(run) : this.ask(run)).catch(() => undefined).then(() => this.lose(run));
  }

  send(frame: VisitorClientFrame): boolean {
    if (!this.run || !this.greeted) return false;
    this.waiting.push(frame);
    void this.post(this.run);
    return true;
  }

  protected drop(): void {
    const { run } = this;
    this.run = null;
    this.waiting.length = 0;
    clearTimeout(this.watch);
    run?.abort();
  }

  private lose(run: AbortController): void {
    if (this.run === run) this.gone(this.greeted);
  }

  private events(run: AbortController, accept: string, query: string): Promise<Response> {
    return fetch(`/v1/visitor/events?since=${this.plan.since()}${query}`, {
      headers: { accept, authorization: `Bearer ${this.plan.token()}` },
      cache: "no-store",
      signal: run.signal,
    });
  }

  private async read(run: AbortController): Promise<void> {
    // A stream that says nothing at all is being collected somewhere: from now on by request.
    this.listen(run, GREETED_WITHIN_MS, () => {
      this.streams = false;
      this.reopen();
    });
    const response = await this.events(run, "text/event-stream", "");
    const reader = response.ok ? response.body?.pipeThrough(new TextDecoderStream()).getReader() : undefined;
    let text = "";
    for (;;) {
      const read = await reader?.read();
      if (!read || read.done) return;
      this.listen(run, SILENCE_MS, () => this.lose(run));
      text += read.value;
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) if (event.startsWith("data: ")) this.take(run, frameFrom(event.slice(6)));
    }
  }

  private async ask(run: AbortController): Promise<void> {
    for (let wait = 0; this.run === run; wait = WAIT_S) {
      this.listen(run, ANSWER_WITHIN_MS, () => this.lose(run));
      const response = await this.events(run, "application/json", `&wait=${wait}`);
      if (!response.ok) return;
      const { frames } = (await response.json()) as { frames: VisitorServerFrame[] };
      for (const frame of frames) this.take(run, frame);
    }
  }

  private listen(run: AbortController, withinMs: number, otherwise: () => void): void {
    clearTimeout(this.watch);
    if (this.run === run) this.watch = setTimeout(otherwise, withinMs);
  }

  private take(run: AbortController, frame: VisitorServerFrame | null): void {
    if (!frame || this.run !== run) return;
    if (frame.t === "welcome") {
      this.greeted = true;
      this.failures = 0;
    }
    this.came(frame);
  }

  private async post(run: AbortController): Promise<void> {
    if (this.posting) return;
    this.posting = true;
    try {
      while (this.run === run && this.waiting.length > 0) {
        const frames = this.waiting.splice(0, MOST_FRAMES);
        const response = await fetch("/v1/visitor/frames", {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${this.plan.token()}` },
          body: JSON.stringify({ frames }),
          signal: AbortSignal.any([run.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
        });
        if (!response.ok) throw new Error(String(response.status));
        const answer = (await response.json()) as { frames: VisitorServerFrame[] };
        for (const frame of answer.frames) this.take(run, frame);
      }
    } catch {
      // What was on its way is said again with the same cid once the line stands.
      this.lose(run);
    } finally {
      this.posting = false;
    }
    if (this.run && this.waiting.length > 0) void this.post(this.run);
  }
}
