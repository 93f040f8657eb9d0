/** A problem in the reader's words: what is kept and what can be done. */
import type { Problem } from "../api/problem.ts";
import type { Key, Translate } from "../i18n/index.ts";

const WORDS: Readonly<Record<string, Key>> = {
  offline: "problem.offline",
  unauthenticated: "problem.unauthenticated",
  forbidden: "problem.forbidden",
  not_found: "problem.not_found",
  conflict: "problem.conflict",
  stale: "problem.stale",
  window_closed: "problem.window_closed",
  no_route: "problem.no_route",
  rate_limited: "problem.rate_limited",
  unavailable: "problem.unavailable",
  too_large: "problem.too_large",
  internal: "problem.internal",
};

/** Codes that say too little by themselves keep the server's detail. */
export function problemWords(t: Translate, problem: Problem): string {
  const key = WORDS[problem.code];
  if (problem.code === "conflict" || key === undefined) return problem.detail || t("problem.internal");
  return t(key);
}
