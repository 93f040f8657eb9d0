/** Says that the visitor types. The draft's first words go along so that an answer can be made ready; the server neither stores nor shows them. */
import type { VisitorClientFrame } from "../../protocol/visitor-frames.ts";
import { Timers } from "./timers.ts";

/** Words go along at most so often; the server listens no more often either. ms */
const EVERY_MS = 1_000;
/** Without a key for so long, the visitor has stopped. ms */
const STOPPED_AFTER_MS = 4_000;
/** UTF-16 units of the draft that go along: protocol/visitor-frames.ts */
const DRAFT_WORDS = 400;

export class Typist {
  private readonly send: (frame: VisitorClientFrame) => void;
  private readonly timers = new Timers();
  /** When it was last said; 0 = the other side thinks that nobody types. */
  private saidAt = 0;

  constructor(send: (frame: VisitorClientFrame) => void) {
    this.send = send;
  }

  typed(draft: string): void {
    if (draft.trim() === "") {
      this.stop();
      return;
    }
    this.timers.later("stop", STOPPED_AFTER_MS, () => this.stop());
    const wait = this.saidAt + EVERY_MS - Date.now();
    if (wait > 0) this.timers.later("say", wait, () => this.say(draft));
    else this.say(draft);
  }

  stop(): void {
    this.timers.clear();
    if (this.saidAt === 0) return;
    this.saidAt = 0;
    this.send({ t: "typing", on: false });
  }

  private say(draft: string): void {
    this.saidAt = Date.now();
    this.send({ t: "typing", on: true, text: draft.slice(0, DRAFT_WORDS) });
  }
}
