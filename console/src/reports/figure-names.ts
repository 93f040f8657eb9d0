/** Which figure somebody wants to look behind. Pure. */
import { CONFIDENCE_BANDS, FIGURES, type Figure, GROUPS, type Group, SUGGESTION_USES, type SuggestionUse } from "../../../protocol/report-figures.ts";

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

/** Suggestions that came to one end in one period. */
export interface BehindSuggestions {
  used: SuggestionUse;
  /** How sure they were, by the report's bands; absent = however sure. */
  band?: number;
  /** epoch ms */
  from: number;
  to: number;
}

export function behindSuggestionsOf(search: Record<string, unknown>): BehindSuggestions {
  const band = Number(search.band ?? Number.NaN);
  const isBand = Number.isInteger(band) && band >= 0 && band < CONFIDENCE_BANDS;
  return {
    used: oneOf(SUGGESTION_USES, search.used, "accepted"),
    ...(isBand ? { band } : {}),
    from: Number(search.from) || 0,
    to: Number(search.to) || 0,
  };
}
