/** Which figure somebody wants to look behind. Pure. */
import { FIGURES, type Figure, GROUPS, type Group } from "../../../protocol/report-figures.ts";

/** One figure of one group in one period. */
export interface Behind {
  by: Group;
  group: string;
  figure: Figure;
  /** epoch ms */
  from: number;
  to: number;
}

const oneOf = <T extends string>(known: readonly T[], given: unknown, otherwise: T): T => known.find((one) => one === given) ?? otherwise;

/** Of an address that somebody may have written by hand. */
export function behindOf(search: Record<string, unknown>): Behind {
  return {
    by: oneOf(GROUPS, search.by, "day"),
    group: String(search.group ?? ""),
    figure: oneOf(FIGURES, search.figure, "conversations"),
    from: Number(search.from) || 0,
    to: Number(search.to) || 0,
  };
}
