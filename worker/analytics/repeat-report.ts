/** Questions that keep coming back, with what an answer to each would save. Pure. */
import type { RepeatCluster } from "./repeats.ts";

export interface RepeatRow extends RepeatCluster {
  /** The article that answers, as far as search is sure of it. */
  article: { id: string; title: string; confidence: number } | null;
  /** minutes of agents' time that an answer sent by itself would have saved in the period */
  savedMin: number;
}

/** Reading, finding and typing one answer, s: what is taken when the log's own times do not say. */
export const USUAL_ANSWER_S = 45;
/** Longer gaps between a question and its answer are waiting, not work. */
export const LONGEST_ANSWER_S = 300;

export const savedMinutes = (count: number, answerS: number): number => Math.round((count * answerS) / 60);

/** "427 times a day: which order number?" */
export function sentenceOf({ perDay, count, label }: Pick<RepeatCluster, "perDay" | "count" | "label">): string {
  const often = perDay === null ? `${count} times` : perDay >= 1 ? `${Math.round(perDay)} times a day` : `${count} times, less than once a day`;
  return `${often}: ${label.replace(/\s+/g, " ").trim()}`;
}

/** The middle of how long agents took, by questions and their next answers. */
export class AnswerTimes {
  readonly #waiting = new Map<string, number>();
  readonly #seconds: number[] = [];
  /** Enough to know the middle. */
  static readonly MOST = 50_000;

  add(conversation: string, from: "customer" | "agent", at: number): void {
    const since = this.#waiting.get(conversation);
    if (from === "customer") {
      if (since === undefined && this.#waiting.size < AnswerTimes.MOST) this.#waiting.set(conversation, at);
      return;
    }
    this.#waiting.delete(conversation);
    const seconds = since === undefined ? Number.NaN : (at - since) / 1_000;
    if (seconds > 0 && seconds <= LONGEST_ANSWER_S && this.#seconds.length < AnswerTimes.MOST) this.#seconds.push(seconds);
  }

  get middleS(): number {
    const sorted = [...this.#seconds].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? USUAL_ANSWER_S;
  }
}
