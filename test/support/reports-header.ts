/** The time at which `reports-by-hand.ts` makes reports' sums, epoch ms. */
export const REPORTS_AT_HEADER = "x-reports-at";

/** What it answers with. */
export interface ReportsState {
  /** conversations that are still to be counted */
  waiting: number;
  /** days, and groupings of months, whose sums are there and right */
  days: number;
  months: number;
}
