/** A refusal of the server (RFC 9457), or our own word for not having reached it. */
export interface Problem {
  /** The server's stable code, or `offline` when nothing answered. */
  code: string;
  /** HTTP status; 0 = nothing answered. */
  status: number;
  detail: string;
  field?: string;
  [extension: string]: unknown;
}

export const OFFLINE: Problem = { code: "offline", status: 0, detail: "" };

/** Thrown only into TanStack Query, which wants exceptions. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail || problem.code);
    this.problem = problem;
  }
}

export const problemOf = (error: unknown): Problem => (error instanceof ProblemError ? error.problem : { code: "internal", status: 0, detail: String(error) });

/** Worth another try with the same key: nothing answered, overloaded, or broken for now. */
export const isPassing = (problem: Problem): boolean => problem.status === 0 || problem.status === 429 || problem.status >= 500;
