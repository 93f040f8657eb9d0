/**
 * What keeps coming back: lines of conversations, counted as they stream by, then gathered into questions. Pure but for the vectors, which
 * the caller brings. Memory is bounded by `MOST_KEYS` different lines (about 60 MB): beyond it the rarest are forgotten, and their number said.
 */
import { repeatKey, repeatTokens } from "./repeat-key.ts";

export interface RepeatLine {
  text: string;
  from: "customer" | "agent";
  /** epoch ms */
  at?: number | undefined;
}

export interface RepeatCluster {
  from: RepeatLine["from"];
  /** the wording used most often */
  label: string;
  count: number;
  /** of all lines of that side */
  share: number;
  /** null when no times are known */
  perDay: number | null;
  /** other wordings, the most frequent first */
  samples: string[];
}

const MOST_KEYS = 60_000;
const MOST_SAMPLES = 5;
/** Wordings that share so much of their words (weighted by rarity) ask the same. */
const SAME_WORDS = 0.6;
/** Cosine of the sentence vectors from which on two questions are one. */
export const SAME_MEANING = 0.93;
/** A word in more than this share of the wordings brings no candidates. */
const COMMON_SHARE = 0.05;
const LEAST_COMMON = 50;
const CANDIDATE_WORDS = 6;
const DAY_MS = 24 * 3_600_000;

interface Wording {
  from: RepeatLine["from"];
  text: string;
  count: number;
}
interface Group {
  from: RepeatLine["from"];
  wordings: Wording[];
  count: number;
  tokens: ReadonlySet<string>;
}

export class Repeats {
  readonly #wordings = new Map<string, Wording>();
  readonly #lines = { customer: 0, agent: 0 };
  #forgotten = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** Lines without words (pictures, greetings alone) count as lines and ask nothing. */
  add({ text, from, at }: RepeatLine): void {
    this.#lines[from] += 1;
    if (at !== undefined) {
      this.#first = Math.min(this.#first, at);
      this.#last = Math.max(this.#last, at);
    }
    const asked = repeatKey(text);
    if (asked === "" || asked === "#") return;
    const key = `${from}\n${asked}`;
    const known = this.#wordings.get(key);
    if (known) known.count += 1;
    else this.#wordings.set(key, { from, text: text.slice(0, 200), count: 1 });
    if (this.#wordings.size > MOST_KEYS) this.#forget();
  }

  get lines(): number {
    return this.#lines.customer + this.#lines.agent;
  }
  /** Lines whose wording was forgotten: rare ones, when there were too many. */
  get forgotten(): number {
    return this.#forgotten;
  }
  get days(): number | null {
    return this.#last < this.#first ? null : Math.max(1, (this.#last - this.#first) / DAY_MS);
  }

  /** Wordings said once make room, the oldest half of them first. */
  #forget(): void {
    for (let rare = 1; this.#wordings.size > MOST_KEYS / 2; rare++) {
      for (const [key, wording] of this.#wordings) {
        if (this.#wordings.size <= MOST_KEYS / 2) break;
        if (wording.count > rare) continue;
        this.#wordings.delete(key);
        this.#forgotten += wording.count;
      }
    }
  }

  /** Questions said at least `least` times, the most frequent first. `vectorOf` = null joins wordings by their words alone. */
  async clusters(least: number, vectorOf: ((text: string) => Promise<Int8Array | null>) | null, mostRead: number): Promise<RepeatCluster[]> {
    const bySide = (["customer", "agent"] as const).map((from) =>
      groupedByWords(
        from,
        [...this.#wordings].filter(([, wording]) => wording.from === from),
      ),
    );
    const groups = (await Promise.all(bySide.map((side) => (vectorOf ? joinedByMeaning(side, vectorOf, mostRead) : side)))).flat();
    const { days } = this;
    return groups
      .filter((group) => group.count >= least)
      .sort((a, b) => b.count - a.count)
      .map(({ from, wordings, count }): RepeatCluster => {
        const [first, ...rest] = [...wordings].sort((a, b) => b.count - a.count);
        const share = count / Math.max(1, this.#lines[from]);
        return {
          from,
          label: first?.text ?? "",
          count,
          share,
          perDay: days === null ? null : count / days,
          samples: rest.slice(0, MOST_SAMPLES).map(({ text }) => text),
        };
      });
  }
}

/** Leader clustering: each wording, the most frequent first, joins the leader it shares most words with, or leads itself. */
function groupedByWords(from: RepeatLine["from"], wordings: readonly (readonly [string, Wording])[]): Group[] {
  const read = wordings.map(([key, wording]) => ({ wording, tokens: new Set(repeatTokens(key.slice(key.indexOf("\n") + 1))) }));
  const frequency = new Map<string, number>();
  for (const { tokens } of read) for (const token of tokens) frequency.set(token, (frequency.get(token) ?? 0) + 1);
  const weight = (token: string): number => Math.log(1 + read.length / (frequency.get(token) ?? 1));
  const common = Math.max(LEAST_COMMON, read.length * COMMON_SHARE);
  const groups: Group[] = [];
  const leaders = new Map<string, number[]>();
  for (const { wording, tokens } of read.sort((a, b) => b.wording.count - a.wording.count)) {
    const telling = [...tokens].sort((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0));
    const rare = telling.filter((token) => (frequency.get(token) ?? 0) <= common);
    const looked = (rare.length > 0 ? rare : telling).slice(0, CANDIDATE_WORDS);
    const group = groups[nearestGroup(groups, new Set(looked.flatMap((token) => leaders.get(token) ?? [])), tokens, weight) ?? -1];
    if (group) {
      group.wordings.push(wording);
      group.count += wording.count;
      continue;
    }
    for (const token of looked) leaders.set(token, [...(leaders.get(token) ?? []), groups.length]);
    groups.push({ from, wordings: [wording], count: wording.count, tokens });
  }
  return groups;
}

function nearestGroup(
  groups: readonly Group[],
  candidates: ReadonlySet<number>,
  tokens: ReadonlySet<string>,
  weight: (token: string) => number,
): number | null {
  let best: number | null = null;
  let most = SAME_WORDS;
  for (const at of candidates) {
    const leader = groups[at]?.tokens ?? new Set<string>();
    let shared = 0;
    let all = 0;
    for (const token of tokens) {
      all += weight(token);
      if (leader.has(token)) shared += weight(token);
    }
    for (const token of leader) if (!tokens.has(token)) all += weight(token);
    if (all > 0 && shared / all >= most) [best, most] = [at, shared / all];
  }
  return best;
}

function cosine(a: Int8Array, b: Int8Array): number {
  let [dot, left, right] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at] ?? 0, b[at] ?? 0];
    dot += x * y;
    left += x * x;
    right += y * y;
  }
  return left === 0 || right === 0 ? 0 : dot / Math.sqrt(left * right);
}

/** The most frequent groups are compared by meaning; a smaller one joins the largest that means the same. */
async function joinedByMeaning(groups: readonly Group[], vectorOf: (text: string) => Promise<Int8Array | null>, mostRead: number): Promise<Group[]> {
  const sorted = [...groups].sort((a, b) => b.count - a.count);
  const kept: { group: Group; vector: Int8Array }[] = [];
  const others = sorted.slice(mostRead);
  for (const group of sorted.slice(0, mostRead)) {
    const vector = await vectorOf(group.wordings[0]?.text ?? "");
    if (!vector) {
      others.push(group);
      continue;
    }
    let best: Group | null = null;
    let most = SAME_MEANING;
    for (const one of kept) {
      const likeness = cosine(one.vector, vector);
      if (likeness >= most) [best, most] = [one.group, likeness];
    }
    if (!best) kept.push({ group, vector });
    else {
      best.wordings.push(...group.wordings);
      best.count += group.count;
    }
  }
  return [...kept.map(({ group }) => group), ...others];
}
