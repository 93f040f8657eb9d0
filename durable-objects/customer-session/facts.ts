/** What is known about a customer beyond one conversation: the memory that every channel shares. Pure. */
import type { Fact } from "../../protocol/understanding.ts";

/** Facts kept of one customer; the oldest go first. */
export const MAX_FACTS = 100;

const keyOf = (fact: Fact): string => `${fact.name}=${fact.value}`;
/** A total order, so that it does not matter in which order facts come together. */
function older(a: Fact, b: Fact): number {
  const left = `${a.id} ${keyOf(a)}`;
  const right = `${b.id} ${keyOf(b)}`;
  return a.source.at - b.source.at || (left < right ? -1 : left > right ? 1 : 0);
}

/** Facts by name and value, oldest first; said again, a fact is as young as its newest source. */
export function withFacts(known: readonly Fact[], learnt: readonly Fact[]): Fact[] {
  const byKey = new Map<string, Fact>();
  for (const fact of [...known, ...learnt]) {
    const before = byKey.get(keyOf(fact));
    if (!before || older(before, fact) < 0) byKey.set(keyOf(fact), fact);
  }
  return [...byKey.values()].sort(older).slice(-MAX_FACTS);
}

/** A person sets a fact; null takes every value of it away. */
export function withFactSet(known: readonly Fact[], fact: { id: string; name: string; value: string | null; source: Fact["source"] }): Fact[] {
  const { value } = fact;
  const rest = known.filter((other) => other.name !== fact.name);
  return value === null ? rest : withFacts(rest, [{ ...fact, value }]);
}
