/** The one place where a foreseen refusal becomes an RFC 9457 answer. */
import type { ProblemCode } from "../../protocol/errors.ts";
import { problem } from "../../protocol/errors.ts";

export function problemAnswer(code: ProblemCode, detail: string, extra: Record<string, unknown> = {}, headers: Record<string, string> = {}): Response {
  const body = problem(code, detail, extra);
  return new Response(JSON.stringify(body), { status: body.status, headers: { "content-type": "application/problem+json; charset=utf-8", ...headers } });
}

export const notFound = (what: string): Response => problemAnswer("not_found", `There is no such ${what}`);
