/** What is stored in the end, read through the public interface, against what was acknowledged. */
import { numberIn, type Person } from "./campaign.ts";

export interface Verdict {
  stored: number;
  lost: number;
  duplicated: number;
  outOfOrder: number;
}

interface Turn {
  kind: string;
  seq: number;
  parts: { type: string; text?: string }[];
}

const PAGE = 100;
const TURNS = 200;
/** Conversations read at once. */
const READERS = 8;

/** Message numbers per person in the order of the tree. */
export async function storedBy(url: string, key: string): Promise<Map<string, number[]>> {
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.json()) as T;
  };
  const found = new Map<string, { n: number; seq: number }[]>();
  const read = async (id: string): Promise<void> => {
    let before: number | null = null;
    do {
      const view: { turns: Turn[]; nextBefore: number | null } = await get(
        `/v1/conversations/${id}?limit=${TURNS}${before === null ? "" : `&before=${before}`}`,
      );
      for (const turn of view.turns) {
        const known = turn.kind === "message" ? numberIn(turn.parts[0]?.text ?? "") : null;
        if (known) found.set(known.name, [...(found.get(known.name) ?? []), { n: known.n, seq: turn.seq }]);
      }
      before = view.nextBefore;
    } while (before !== null);
  };
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: { conversations: { id: string }[]; nextCursor: string | null } = await get(
      `/v1/conversations?limit=${PAGE}${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    const ids = page.conversations.map(({ id }) => id);
    await Promise.all(
      Array.from({ length: READERS }, async () => {
        for (let id = ids.pop(); id !== undefined; id = ids.pop()) await read(id);
      }),
    );
    cursor = page.nextCursor;
  }
  return new Map([...found].map(([name, rows]) => [name, rows.sort((a, b) => a.seq - b.seq).map((row) => row.n)]));
}

/** Lost: acknowledged and not there. Out of order: stored before one that was acknowledged before it was sent. */
export function judge(people: readonly Person[], stored: ReadonlyMap<string, readonly number[]>): Verdict {
  const verdict: Verdict = { stored: 0, lost: 0, duplicated: 0, outOfOrder: 0 };
  for (const { name, acknowledged } of people) {
    const there = stored.get(name) ?? [];
    const unique = new Set(there);
    verdict.stored += unique.size;
    verdict.duplicated += there.length - unique.size;
    verdict.lost += acknowledged.filter((n) => !unique.has(n)).length;
    const rank = new Map(acknowledged.map((n, at) => [n, at]));
    const ranks = [...unique].flatMap((n) => rank.get(n) ?? []);
    verdict.outOfOrder += ranks.filter((value, at) => at > 0 && value < (ranks[at - 1] ?? 0)).length;
  }
  return verdict;
}
