/** What a visitor wants of their conversation but words: to wait elsewhere, to end it, to say how it was. */
import type { ChatEvent, ChatState, Verdict } from "./chat-state.ts";
import type { Line } from "./line.ts";
import { freshCid } from "./outgoing.ts";
import { type QueueWish, tellWish, type Wished } from "./server.ts";

export interface WishesPlan {
  line: Line;
  state(): ChatState;
  apply(event: ChatEvent): void;
  save(key: string, value: string | null): void;
}

export class Wishes {
  private readonly plan: WishesPlan;

  constructor(plan: WishesPlan) {
    this.plan = plan;
  }

  /** False = it did not leave this device. */
  rate(conversationId: string, verdict: Verdict): boolean {
    const { line, apply } = this.plan;
    const { comment, ...said } = verdict;
    const now = Date.now();
    const isSent = line.send({ t: "rate", cid: freshCid(now), conversationId, ...said, ...(comment === "" ? {} : { comment }) });
    if (isSent) apply({ type: "rated", conversationId, at: now, verdict });
    return isSent;
  }

  /** False = it did not leave this device. */
  end(): boolean {
    const { conversationId } = this.plan.state().person;
    return conversationId !== null && this.plan.line.send({ t: "end", conversationId });
  }

  /** How the visitor wants to wait. Where they are to be reached is kept on the device, to be shown. */
  async wait(wish: QueueWish): Promise<Wished> {
    const { line, state, save } = this.plan;
    const { conversationId } = state().person;
    const token = conversationId === null ? null : await line.awaitToken();
    if (conversationId === null || token === null) return "unreachable";
    const outcome = await tellWish(token, conversationId, wish);
    if (outcome === "noted") save("callBack", "contact" in wish && wish.contact ? (Object.values(wish.contact)[0] ?? null) : null);
    return outcome;
  }
}
