/** While the pointer rests on a list its order stays: nothing moves away from under it. New rows wait at the end. */
import { useRef } from "react";

export function useSteadyOrder<T extends { id: string }>(rows: readonly T[], held: boolean): readonly T[] {
  const order = useRef<string[]>([]);
  if (!held) {
    order.current = rows.map((row) => row.id);
    return rows;
  }
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kept = order.current.flatMap((id) => byId.get(id) ?? []);
  const known = new Set(order.current);
  const all = [...kept, ...rows.filter((row) => !known.has(row.id))];
  order.current = all.map((row) => row.id);
  return all;
}
