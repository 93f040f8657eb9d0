/** RFC 9457 problems with stable codes. The one table from code to status and title. */
export const PROBLEMS = {
  malformed: [400, "The request body is not well-formed"],
  invalid: [400, "A field of the request is wrong"],
  unauthenticated: [401, "Sign in or give a valid key"],
  bad_signature: [401, "The signature does not match"],
  stale_signature: [401, "The signed time is outside the allowed window"],
  second_factor: [401, "A second factor is wanted"],
  reauthenticate: [403, "Sign in anew or give the password"],
  challenge_required: [403, "Show first that you are no robot"],
  forbidden: [403, "This key or role may not do that"],
  not_found: [404, "There is no such thing here"],
  method_not_allowed: [405, "This address does not take that method"],
  conflict: [409, "The state has changed meanwhile"],
  stale: [409, "Somebody else has this conversation now"],
  window_closed: [409, "The channel's reply window is closed"],
  no_route: [409, "There is no way to reach the customer on this channel"],
  too_large: [413, "The body is larger than allowed"],
  unsupported_type: [415, "This content type is not taken here"],
  refused: [422, "The request was understood but cannot be done"],
  rate_limited: [429, "Too many requests"],
  internal: [500, "Something broke on our side"],
  unavailable: [503, "Nothing could store this now; please send it again"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  /** Path of the first wrong field, e.g. `from.id`. */
  field?: string;
  [extension: string]: unknown;
}

/** The problem document of a code; `extra` adds members such as `field` or `retryAfter`. */
export function problem(code: ProblemCode, detail: string, extra: Record<string, unknown> = {}): Problem {
  const [status, title] = PROBLEMS[code];
  return { type: `urn:kefu:problem:${code}`, title, status, code, detail, ...extra };
}
