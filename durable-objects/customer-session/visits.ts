/** A visitor's frames as they come in: checked, paced, decided, answered. What follows from a message runs on behind the answer. */
import type { Address, RecordOutcome } from "../../protocol/ports.ts";
import type { ContextTurn } from "../../protocol/understanding.ts";
import {
  MAX_VISITOR_FRAME_BYTES,
  VISITOR_MESSAGES_PER_MINUTE,
  type Visit,
  type VisitorClientFrame,
  type VisitorServerFrame,
  visitorClientFrameSchema,
  visitorFramesSchema,
} from "../../protocol/visitor-frames.ts";
import { CLOSE, closeQuietly, frameText, Pace, parseJson, sendFrame } from "../sockets.ts";
import { keepThought } from "./keep-thought.ts";
import type { Session } from "./session.ts";
import { contextOfAll } from "./think-task.ts";
import { type Answered, leave, received, sayWith, showTyping } from "./visitor-commands.ts";
import { endConversation, rateConversation } from "./visitor-ending.ts";
import { olderFrame, resumeFrames } from "./visitor-resume.ts";
import { type VisitorSockets, viewerKey } from "./visitor-sockets.ts";
import type { Workplace } from "./workplace.ts";

const MINUTE_MS = 60_000;
/** Frames of all kinds per minute; typing and reading come often. */
const FRAMES_PER_MINUTE = 240;
/** Typing is passed on at most this often, ms. */
const TYPING_EVERY_MS = 1_000;
/** Shorter drafts say nothing yet, UTF-16 units. */
const SHORTEST_DRAFT = 2;

/** Who speaks: over a socket, or (null) by a request whose answer carries the frames. */
interface Voice {
  socket: WebSocket | null;
  visit: Visit;
  answer(frame: VisitorServerFrame): void;
}

interface Paces {
  messages: Pace;
  frames: Pace;
  typing: Pace;
  /** An anticipation is under way; the newest draft waits for it to end. */
  anticipating: boolean;
  /** The newest draft that nobody has looked at yet. */
  draft: string | null;
}

export class Visits {
  private readonly sockets: VisitorSockets;
  private readonly place: Workplace;
  private readonly paces = new Map<string, Paces>();

  constructor(sockets: VisitorSockets, place: Workplace) {
    this.sockets = sockets;
    this.place = place;
  }

  private pacesOf(visit: Visit): Paces {
    const key = viewerKey(visit);
    const known = this.paces.get(key);
    if (known) return known;
    const paces: Paces = {
      messages: new Pace(VISITOR_MESSAGES_PER_MINUTE, MINUTE_MS),
      frames: new Pace(FRAMES_PER_MINUTE, MINUTE_MS),
      typing: new Pace(1, TYPING_EVERY_MS),
      anticipating: false,
      draft: null,
    };
    this.paces.set(key, paces);
    return paces;
  }

  message(socket: WebSocket, data: string | ArrayBuffer, now: number): void {
    const visit = this.sockets.visitOf(socket);
    if (!visit) {
      closeQuietly(socket, CLOSE.badFrame, "unknown visitor");
      return;
    }
    const paces = this.pacesOf(visit);
    const text = frameText(data, MAX_VISITOR_FRAME_BYTES);
    if (!text.ok || !paces.frames.allows(now)) {
      closeQuietly(socket, text.ok ? CLOSE.tooMuch : CLOSE.badFrame, text.ok ? "too many frames" : text.why);
      return;
    }
    this.take({ socket, visit, answer: (frame) => void sendFrame(socket, frame) }, parseJson(text.text), paces, now);
  }

  /** The frames of one request, in order; what they are answered with. Null = it is not such a body. */
  request(visit: Visit, body: unknown, now: number): VisitorServerFrame[] | null {
    const parsed = visitorFramesSchema.safeParse(body);
    if (!parsed.success) return null;
    const paces = this.pacesOf(visit);
    const answers: VisitorServerFrame[] = [];
    const voice: Voice = { socket: null, visit, answer: (frame) => answers.push(frame) };
    for (const frame of parsed.data.frames) {
      if (paces.frames.allows(now)) this.take(voice, frame, paces, now);
      else answers.push({ t: "err", code: "rate_limited", detail: `At most ${FRAMES_PER_MINUTE} frames a minute`, ...cidOf(frame) });
    }
    return answers;
  }

  private take(voice: Voice, given: unknown, paces: Paces, now: number): void {
    const parsed = visitorClientFrameSchema.safeParse(given);
    if (parsed.success) {
      this.obey(voice, parsed.data, paces, now);
      return;
    }
    const issue = parsed.error.issues[0];
    voice.answer({ t: "err", code: "invalid", detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not understood"}`, ...cidOf(given) });
  }

  private obey(voice: Voice, frame: VisitorClientFrame, paces: Paces, now: number): void {
    const { visit } = voice;
    switch (frame.t) {
      case "send":
      case "human":
        this.speak(voice, frame.cid, paces, now, (session) => sayWith(session, visit, frame));
        break;
      case "leave":
        this.speak(voice, frame.cid, paces, now, (session) => leave(session, visit, frame));
        break;
      case "typing":
        if (!frame.on || paces.typing.allows(now)) this.place.write((session) => showTyping(session, frame.on));
        if (frame.text !== undefined && frame.text.length >= SHORTEST_DRAFT) this.place.later(this.anticipate(visit, frame.text, paces));
        break;
      case "read":
        this.place.write((session) => received(session, visit, frame.upToSeq, "read"));
        break;
      case "sync":
        this.place.write((session) => received(session, visit, frame.since, "delivered"));
        for (const missed of this.place.write((session) => resumeFrames(session, visit, frame.since)) ?? []) voice.answer(missed);
        break;
      case "older":
        voice.answer(this.place.write((session) => olderFrame(session, visit, frame.before)) ?? { t: "older", turns: [], before: null });
        break;
      case "rate":
      case "end": {
        const decide = (session: Session) => (frame.t === "rate" ? rateConversation(session, visit, frame) : endConversation(session, visit, frame));
        const answer = this.place.write(decide);
        if (answer) voice.answer(answer);
        break;
      }
      default:
        frame satisfies never;
    }
  }

  private speak(voice: Voice, cid: string, paces: Paces, now: number, decide: (session: Session) => Answered): void {
    if (!paces.messages.allows(now)) {
      voice.answer({ t: "err", code: "rate_limited", detail: `At most ${VISITOR_MESSAGES_PER_MINUTE} messages a minute`, cid });
      return;
    }
    this.sockets.speaking(voice.socket, () => {
      const answered = this.place.begin(voice.visit, decide);
      voice.answer(answered.frame);
      if (answered.recorded) this.place.later(this.followUp(answered.recorded));
    });
  }

  /** Thinking and its steps at once; whatever fails here is done by the alarm. */
  private async followUp(recorded: Extract<RecordOutcome, { outcome: "recorded" }>): Promise<void> {
    const address = this.place.write((session) => session.address());
    if (!address) return;
    const settle = async (steps: typeof recorded.steps): Promise<void> => {
      if (steps.length === 0) return;
      const done = await this.place.engine.settle(address, steps);
      this.place.write((session) => {
        for (const id of done) session.settled.add(id);
      });
    };
    const think = async (): Promise<void> => {
      const { task } = recorded;
      if (!task) return;
      const prepared = this.sockets.takePrepared();
      const thought = await this.place.engine.think(prepared ? { ...task, prepared } : task);
      // No room now: the alarm asks again.
      if ("thinkAgainAt" in thought) return;
      const kept = this.place.write((session) => keepThought(session, task.turnId, task.epoch, thought));
      if (kept?.outcome === "kept") await settle(kept.steps);
    };
    await Promise.allSettled([settle(recorded.steps), think()]);
  }

  /** The first words of a draft fetch what may answer them. They are passed on, never kept. */
  private async anticipate(visit: Visit, words: string, paces: Paces): Promise<void> {
    paces.draft = words;
    if (paces.anticipating) return;
    paces.anticipating = true;
    try {
      for (let draft: string | null = words; draft !== null; draft = paces.draft) {
        paces.draft = null;
        const at = this.place.write((session) => whereTheyAre(session)) ?? beginning(visit);
        const prepared = await this.place.engine.anticipate(at.address, draft, at.context);
        if (prepared) this.sockets.prepare(prepared);
      }
    } catch {
      // A guess that failed costs nothing: the message itself is thought about as always.
    } finally {
      paces.anticipating = false;
    }
  }
}

interface Place {
  address: Address;
  context: ContextTurn[];
}

/** Where the first words of somebody new will fall. */
const beginning = ({ tenant, customerId }: Visit): Place => ({ address: { tenant, customerId }, context: [] });

/** Where the next words will fall. */
function whereTheyAre(session: Session): Place {
  const conversationId = session.head.currentId;
  return { address: session.address(), context: conversationId === null ? [] : contextOfAll(session.turns.last(conversationId)) };
}

/** The message that an unreadable frame was about, so that its sender can mark it. */
function cidOf(frame: unknown): { cid?: string } {
  const cid = typeof frame === "object" && frame !== null && "cid" in frame ? frame.cid : undefined;
  return typeof cid === "string" ? { cid } : {};
}
